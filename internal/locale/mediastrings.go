package locale

// mediaStrings are the translations of what stands at films and sound.
func mediaStrings(key string) translations {
	switch key {
	case "audio":
		return translations{
			en: "Audio",
			de: "Ton",
			fr: "Audio",
			ru: "Аудио",
			uk: "Аудіо",
			lo: "ສຽງ",
			ar: "صوت",
		}
	case "captions":
		return translations{
			en: "Captions",
			de: "Untertitel",
			fr: "Sous-titres",
			ru: "Субтитры",
			uk: "Субтитри",
			lo: "ຄຳບັນຍາຍ",
			ar: "تسميات توضيحية",
		}
	case "transcript":
		return translations{
			en: "Transcript",
			de: "Abschrift",
			fr: "Transcription",
			ru: "Расшифровка",
			uk: "Розшифровка",
			lo: "ບົດຖອດຄຳເວົ້າ",
			ar: "نص مكتوب",
		}
	case "video":
		return translations{
			en: "Video",
			de: "Video",
			fr: "Vidéo",
			ru: "Видео",
			uk: "Відео",
			lo: "ວິດີໂອ",
			ar: "فيديو",
		}
	}
	return translations{}
}
