package locale

// boxStrings are the translations of what boxes are called that editors give no
// title of their own.
func boxStrings(key string) translations {
	switch key {
	case "caution":
		return translations{
			en: "Caution",
			de: "Achtung",
			fr: "Attention",
			ru: "Осторожно",
			uk: "Обережно",
			lo: "ຂໍ້ຄວນລະວັງ",
			ar: "احترس",
		}
	case "disputed":
		return translations{
			en: "Disputed",
			de: "Umstritten",
			fr: "Contesté",
			ru: "Оспаривается",
			uk: "Оспорюється",
			lo: "ສິ່ງທີ່ຍັງຖົກຖຽງກັນ",
			ar: "محل خلاف",
		}
	case "glossary":
		return translations{
			en: "Glossary",
			de: "Glossar",
			fr: "Glossaire",
			ru: "Словарь",
			uk: "Словник",
			lo: "ຄຳສັບ",
			ar: "مسرد المصطلحات",
		}
	case "important":
		return translations{
			en: "Important",
			de: "Wichtig",
			fr: "Important",
			ru: "Важно",
			uk: "Важливо",
			lo: "ສຳຄັນ",
			ar: "مهم",
		}
	case "key":
		return translations{
			en: "Key points",
			de: "Das Wichtigste",
			fr: "L’essentiel",
			ru: "Главное",
			uk: "Головне",
			lo: "ຈຸດສຳຄັນ",
			ar: "أهم النقاط",
		}
	case "known":
		return translations{
			en: "What is known",
			de: "Was bekannt ist",
			fr: "Ce que l’on sait",
			ru: "Что известно",
			uk: "Що відомо",
			lo: "ສິ່ງທີ່ຮູ້ແລ້ວ",
			ar: "ما هو معروف",
		}
	case "method":
		return translations{
			en: "Method",
			de: "Methode",
			fr: "Méthode",
			ru: "Метод",
			uk: "Метод",
			lo: "ວິທີການ",
			ar: "المنهجية",
		}
	case "more":
		return translations{
			en: "More",
			de: "Mehr",
			fr: "En savoir plus",
			ru: "Подробнее",
			uk: "Докладніше",
			lo: "ເພີ່ມເຕີມ",
			ar: "المزيد",
		}
	case "note":
		return translations{
			en: "Note",
			de: "Hinweis",
			fr: "Note",
			ru: "Примечание",
			uk: "Примітка",
			lo: "ໝາຍເຫດ",
			ar: "ملاحظة",
		}
	case "people":
		return translations{
			en: "People",
			de: "Personen",
			fr: "Personnes",
			ru: "Кто есть кто",
			uk: "Хто є хто",
			lo: "ບຸກຄົນ",
			ar: "الشخصيات",
		}
	case "qa":
		return translations{
			en: "Questions and answers",
			de: "Fragen und Antworten",
			fr: "Questions et réponses",
			ru: "Вопросы и ответы",
			uk: "Запитання та відповіді",
			lo: "ຄຳຖາມ ແລະ ຄຳຕອບ",
			ar: "أسئلة وأجوبة",
		}
	case "timeline":
		return translations{
			en: "Timeline",
			de: "Zeitleiste",
			fr: "Chronologie",
			ru: "Хронология",
			uk: "Хронологія",
			lo: "ລຳດັບເຫດການ",
			ar: "التسلسل الزمني",
		}
	case "tip":
		return translations{
			en: "Tip",
			de: "Tipp",
			fr: "Conseil",
			ru: "Совет",
			uk: "Порада",
			lo: "ຄຳແນະນຳ",
			ar: "نصيحة",
		}
	case "unknown":
		return translations{
			en: "What is not known",
			de: "Was nicht bekannt ist",
			fr: "Ce que l’on ne sait pas",
			ru: "Что неизвестно",
			uk: "Що невідомо",
			lo: "ສິ່ງທີ່ຍັງບໍ່ຮູ້",
			ar: "ما هو غير معروف",
		}
	case "update":
		return translations{
			en: "Update",
			de: "Aktualisierung",
			fr: "Mise à jour",
			ru: "Обновление",
			uk: "Оновлення",
			lo: "ອັບເດດ",
			ar: "تحديث",
		}
	case "warning":
		return translations{
			en: "Warning",
			de: "Warnung",
			fr: "Avertissement",
			ru: "Предупреждение",
			uk: "Попередження",
			lo: "ຄຳເຕືອນ",
			ar: "تحذير",
		}
	}
	return pageStrings(key)
}
