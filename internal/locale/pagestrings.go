package locale

// pageStrings are the translations of what stands on pages that brief makes by
// itself, beside those that editors write: answers to a question, and redirects.
func pageStrings(key string) translations {
	switch key {
	case "feedback":
		return translations{
			en: "Feedback",
			de: "Rückmeldung",
			fr: "Votre avis",
			ru: "Обратная связь",
			uk: "Зворотний зв’язок",
			lo: "ຄຳຕິຊົມ",
			ar: "رأيك",
		}
	case "feedback_back":
		return translations{
			en: "Back to",
			de: "Zurück zu",
			fr: "Retour à",
			ru: "Назад:",
			uk: "Назад:",
			lo: "ກັບໄປ",
			ar: "العودة إلى",
		}
	case "feedback_log":
		return translations{
			en: "An answer is a visit to a page: it is counted from the server’s log, without cookies or scripts.",
			de: "Eine Antwort ist der Besuch einer Seite: Gezählt wird aus dem Protokoll des Servers, ohne Cookies und Skripte.",
			fr: "Répondre, c’est ouvrir une page\u202f: les réponses sont comptées d’après le journal du serveur, sans cookies ni scripts.",
			ru: "Ответ — это посещение страницы: ответы считаются по журналу сервера, без cookie и скриптов.",
			uk: "Відповідь — це відвідання сторінки: відповіді рахуються за журналом сервера, без cookie та скриптів.",
			lo: "ຄຳຕອບແມ່ນການເປີດໜ້າເວັບໜຶ່ງ: ນັບຈາກບັນທຶກຂອງເຊີບເວີ ໂດຍບໍ່ມີຄຸກກີ ຫຼື ສະຄຣິບ.",
			ar: "الإجابة هي زيارة صفحة: تُحصى من سجل الخادم، بلا ملفات تعريف ارتباط ولا نصوص برمجية.",
		}
	case "feedback_no":
		return translations{
			en: "No",
			de: "Nein",
			fr: "Non",
			ru: "Нет",
			uk: "Ні",
			lo: "ບໍ່",
			ar: "لا",
		}
	case "feedback_question":
		return translations{
			en: "Was this useful?",
			de: "War das hilfreich?",
			fr: "Cela vous a-t-il été utile\u202f?",
			ru: "Было ли это полезно?",
			uk: "Чи було це корисно?",
			lo: "ເນື້ອຫານີ້ເປັນປະໂຫຍດບໍ?",
			ar: "هل كان هذا مفيدًا؟",
		}
	case "feedback_thanks":
		return translations{
			en: "Thank you",
			de: "Danke",
			fr: "Merci",
			ru: "Спасибо",
			uk: "Дякуємо",
			lo: "ຂອບໃຈ",
			ar: "شكرًا لك",
		}
	case "feedback_write":
		return translations{
			en: "Write to us",
			de: "Schreiben Sie uns",
			fr: "Écrivez-nous",
			ru: "Напишите нам",
			uk: "Напишіть нам",
			lo: "ຂຽນຫາພວກເຮົາ",
			ar: "اكتب إلينا",
		}
	case "feedback_yes":
		return translations{
			en: "Yes",
			de: "Ja",
			fr: "Oui",
			ru: "Да",
			uk: "Так",
			lo: "ແມ່ນ",
			ar: "نعم",
		}
	case "moved":
		return translations{
			en: "This page has moved.",
			de: "Diese Seite ist umgezogen.",
			fr: "Cette page a changé d’adresse.",
			ru: "Эта страница переехала.",
			uk: "Ця сторінка переїхала.",
			lo: "ໜ້ານີ້ໄດ້ຍ້າຍໄປແລ້ວ.",
			ar: "نُقلت هذه الصفحة إلى عنوان آخر.",
		}
	}
	return mediaStrings(key)
}
