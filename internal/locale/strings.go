package locale

// translations are one string in every language of this package.
type translations struct{ en, de, fr, ru, uk, lo, ar string }

// stringsOf returns the translations of a key; the zero value for an unknown
// one. The languages stand side by side so that a translator sees them all.
func stringsOf(key string) translations {
	switch key {
	case "analysis":
		return translations{
			en: "Analysis",
			de: "Analyse",
			fr: "Analyse",
			ru: "Анализ",
			uk: "Аналіз",
			lo: "ບົດວິເຄາະ",
			ar: "تحليل",
		}
	case "back_to_mention":
		return translations{
			en: "Back to mention %s of source %d",
			de: "Zurück zur Erwähnung %s von Quelle %d",
			fr: "Retour à la mention %s de la source %d",
			ru: "Назад к упоминанию %s источника %d",
			uk: "Назад до згадки %s джерела %d",
			lo: "ກັບໄປທີ່ຈຸດອ້າງອີງ %s ຂອງແຫຼ່ງຂໍ້ມູນ %d",
			ar: "العودة إلى الإشارة %s للمصدر %d",
		}
	case "breadcrumbs":
		return translations{
			en: "You are here",
			de: "Sie sind hier",
			fr: "Vous êtes ici",
			ru: "Вы здесь",
			uk: "Ви тут",
			lo: "ທ່ານຢູ່ທີ່ນີ້",
			ar: "أنت هنا",
		}
	case "by":
		return translations{
			en: "By",
			de: "Von",
			fr: "Par",
			ru: "Автор:",
			uk: "Автор:",
			lo: "ໂດຍ",
			ar: "بقلم",
		}
	case "chapter_of":
		return translations{
			en: "Chapter %d of %d",
			de: "Kapitel %d von %d",
			fr: "Chapitre %d sur %d",
			ru: "Глава %d из %d",
			uk: "Розділ %d з %d",
			lo: "ບົດທີ %d ຈາກ %d",
			ar: "الفصل %d من %d",
		}
	case "chapters":
		return translations{
			en: "Chapters",
			de: "Kapitel",
			fr: "Chapitres",
			ru: "Главы",
			uk: "Розділи",
			lo: "ບົດ",
			ar: "الفصول",
		}
	case "cite":
		return translations{
			en: "Cite this page",
			de: "Diese Seite zitieren",
			fr: "Citer cette page",
			ru: "Как цитировать",
			uk: "Як цитувати",
			lo: "ອ້າງອີງໜ້ານີ້",
			ar: "الاستشهاد بهذه الصفحة",
		}
	case "clarification":
		return translations{
			en: "Clarification",
			de: "Klarstellung",
			fr: "Précision",
			ru: "Уточнение",
			uk: "Уточнення",
			lo: "ຄຳຊີ້ແຈງ",
			ar: "توضيح",
		}
	case "contents":
		return translations{
			en: "Contents",
			de: "Inhalt",
			fr: "Sommaire",
			ru: "Содержание",
			uk: "Зміст",
			lo: "ສາລະບານ",
			ar: "المحتويات",
		}
	case "correction":
		return translations{
			en: "Correction",
			de: "Berichtigung",
			fr: "Rectificatif",
			ru: "Исправление",
			uk: "Виправлення",
			lo: "ການແກ້ໄຂ",
			ar: "تصحيح",
		}
	case "corrections":
		return translations{
			en: "Corrections",
			de: "Berichtigungen",
			fr: "Rectificatifs",
			ru: "Исправления",
			uk: "Виправлення",
			lo: "ການແກ້ໄຂ",
			ar: "التصحيحات",
		}
	case "done":
		return translations{
			en: "Done",
			de: "Erledigt",
			fr: "Fait",
			ru: "Сделано",
			uk: "Зроблено",
			lo: "ເຮັດແລ້ວ",
			ar: "تم",
		}
	case "explainer":
		return translations{
			en: "Explainer",
			de: "Hintergrund",
			fr: "Décryptage",
			ru: "Разбор",
			uk: "Роз’яснення",
			lo: "ບົດອະທິບາຍ",
			ar: "شرح",
		}
	case "factcheck":
		return translations{
			en: "Fact check",
			de: "Faktencheck",
			fr: "Vérification des faits",
			ru: "Проверка фактов",
			uk: "Перевірка фактів",
			lo: "ກວດສອບຂໍ້ເທັດຈິງ",
			ar: "تدقيق الحقائق",
		}
	case "feed":
		return translations{
			en: "Feed",
			de: "Feed",
			fr: "Flux",
			ru: "Лента",
			uk: "Стрічка",
			lo: "ຟີດ",
			ar: "موجز الويب",
		}
	case "figure":
		return translations{
			en: "Figure",
			de: "Abbildung",
			fr: "Figure",
			ru: "Рисунок",
			uk: "Рисунок",
			lo: "ຮູບ",
			ar: "شكل",
		}
	case "home":
		return translations{
			en: "Home",
			de: "Startseite",
			fr: "Accueil",
			ru: "Главная",
			uk: "Головна",
			lo: "ໜ້າຫຼັກ",
			ar: "الصفحة الرئيسية",
		}
	case "latest":
		return translations{
			en: "Latest",
			de: "Neueste Beiträge",
			fr: "Derniers articles",
			ru: "Последние публикации",
			uk: "Останні публікації",
			lo: "ລ່າສຸດ",
			ar: "الأحدث",
		}
	case "line_broken":
		return translations{
			en: "Planned, or confirmed by nobody",
			de: "Geplant oder von niemandem bestätigt",
			fr: "Prévu, ou confirmé par personne",
			ru: "Запланировано или никем не подтверждено",
			uk: "Заплановано або ніким не підтверджено",
			lo: "ວາງແຜນໄວ້ ຫຼື ຍັງບໍ່ມີໃຜຢືນຢັນ",
			ar: "مخطط له، أو لم يؤكده أحد",
		}
	case "line_double":
		return translations{
			en: "Disputed: accounts that differ",
			de: "Umstritten: Darstellungen, die voneinander abweichen",
			fr: "Contesté : des versions qui divergent",
			ru: "Оспаривается: версии расходятся",
			uk: "Оспорюється: версії розходяться",
			lo: "ຍັງຖົກຖຽງກັນ: ຄຳບອກເລົ່າບໍ່ກົງກັນ",
			ar: "محل خلاف: روايات متباينة",
		}
	case "line_solid":
		return translations{
			en: "On record: a named source has said it",
			de: "Belegt: Eine genannte Quelle hat es gesagt",
			fr: "Établi : une source citée l’a dit",
			ru: "С источником: это сказал названный источник",
			uk: "З джерелом: це сказало назване джерело",
			lo: "ມີບັນທຶກໄວ້: ແຫຼ່ງຂໍ້ມູນທີ່ລະບຸຊື່ໄດ້ກ່າວໄວ້",
			ar: "موثَّق: قاله مصدر مذكور بالاسم",
		}
	case "lines":
		return translations{
			en: "How to read the lines",
			de: "Was die Linien bedeuten",
			fr: "Comment lire les lignes",
			ru: "Что значат линии",
			uk: "Що означають лінії",
			lo: "ວິທີອ່ານເສັ້ນ",
			ar: "كيف تُقرأ الخطوط",
		}
	case "minutes":
		return translations{
			en: "%d min read",
			de: "%d Min. Lesezeit",
			fr: "%d min de lecture",
			ru: "%d мин чтения",
			uk: "%d хв читання",
			lo: "ອ່ານ %d ນາທີ",
			ar: "مدة القراءة: %d د",
		}
	case "next":
		return translations{
			en: "Next",
			de: "Weiter",
			fr: "Suivant",
			ru: "Далее",
			uk: "Далі",
			lo: "ຕໍ່ໄປ",
			ar: "التالي",
		}
	case "not_found_text":
		return translations{
			en: "There is no page at this address. It may have moved, or the address may be mistyped.",
			de: "Unter dieser Adresse gibt es keine Seite. Vielleicht ist sie umgezogen, oder die Adresse enthält einen Tippfehler.",
			fr: "Il n’y a pas de page à cette adresse. Elle a peut-être été déplacée, ou l’adresse contient une faute de frappe.",
			ru: "По этому адресу нет страницы. Возможно, она перемещена или в адресе опечатка.",
			uk: "За цією адресою немає сторінки. Можливо, її переміщено або в адресі є помилка.",
			lo: "ບໍ່ມີໜ້າຢູ່ທີ່ຢູ່ນີ້. ໜ້ານີ້ອາດຖືກຍ້າຍ ຫຼື ທີ່ຢູ່ອາດພິມຜິດ.",
			ar: "لا توجد صفحة بهذا العنوان. ربما نُقلت الصفحة، أو في العنوان خطأ مطبعي.",
		}
	case "not_found_title":
		return translations{
			en: "Page not found",
			de: "Seite nicht gefunden",
			fr: "Page introuvable",
			ru: "Страница не найдена",
			uk: "Сторінку не знайдено",
			lo: "ບໍ່ພົບໜ້າ",
			ar: "الصفحة غير موجودة",
		}
	case "notes":
		return translations{
			en: "Notes",
			de: "Anmerkungen",
			fr: "Notes",
			ru: "Примечания",
			uk: "Примітки",
			lo: "ໝາຍເຫດ",
			ar: "ملاحظات",
		}
	case "previous":
		return translations{
			en: "Previous",
			de: "Zurück",
			fr: "Précédent",
			ru: "Назад",
			uk: "Назад",
			lo: "ກ່ອນໜ້າ",
			ar: "السابق",
		}
	case "published":
		return translations{
			en: "Published",
			de: "Veröffentlicht",
			fr: "Publié",
			ru: "Опубликовано",
			uk: "Опубліковано",
			lo: "ເຜີຍແຜ່",
			ar: "نُشر في",
		}
	case "read_on_one_page":
		return translations{
			en: "Read on one page",
			de: "Auf einer Seite lesen",
			fr: "Lire sur une seule page",
			ru: "Читать на одной странице",
			uk: "Читати на одній сторінці",
			lo: "ອ່ານໃນໜ້າດຽວ",
			ar: "القراءة في صفحة واحدة",
		}
	case "report":
		return translations{
			en: "Report",
			de: "Bericht",
			fr: "Reportage",
			ru: "Репортаж",
			uk: "Репортаж",
			lo: "ບົດລາຍງານ",
			ar: "تقرير",
		}
	case "sections":
		return translations{
			en: "Sections",
			de: "Abschnitte",
			fr: "Sections",
			ru: "Разделы",
			uk: "Розділи",
			lo: "ພາກສ່ວນ",
			ar: "الأقسام",
		}
	case "skip_to_text":
		return translations{
			en: "Skip to text",
			de: "Zum Text springen",
			fr: "Aller au texte",
			ru: "Перейти к тексту",
			uk: "Перейти до тексту",
			lo: "ຂ້າມໄປທີ່ເນື້ອໃນ",
			ar: "الانتقال إلى النص",
		}
	case "source_n":
		return translations{
			en: "Source %d",
			de: "Quelle %d",
			fr: "Source %d",
			ru: "Источник %d",
			uk: "Джерело %d",
			lo: "ແຫຼ່ງຂໍ້ມູນ %d",
			ar: "المصدر %d",
		}
	case "sources":
		return translations{
			en: "Sources",
			de: "Quellen",
			fr: "Sources",
			ru: "Источники",
			uk: "Джерела",
			lo: "ແຫຼ່ງຂໍ້ມູນ",
			ar: "المصادر",
		}
	case "table_of":
		return translations{
			en: "Table: %s",
			de: "Tabelle: %s",
			fr: "Tableau : %s",
			ru: "Таблица: %s",
			uk: "Таблиця: %s",
			lo: "ຕາຕະລາງ: %s",
			ar: "جدول: %s",
		}
	case "tags":
		return translations{
			en: "Tags",
			de: "Schlagwörter",
			fr: "Mots-clés",
			ru: "Теги",
			uk: "Теги",
			lo: "ແທັກ",
			ar: "الوسوم",
		}
	case "to_do":
		return translations{
			en: "To do",
			de: "Zu erledigen",
			fr: "À faire",
			ru: "Предстоит сделать",
			uk: "Потрібно зробити",
			lo: "ຍັງບໍ່ໄດ້ເຮັດ",
			ar: "لم يُنجز بعد",
		}
	case "updated":
		return translations{
			en: "Updated",
			de: "Aktualisiert",
			fr: "Mis à jour",
			ru: "Обновлено",
			uk: "Оновлено",
			lo: "ອັບເດດເມື່ອ",
			ar: "حُدِّث في",
		}
	case "withdrawn_notice":
		return translations{
			en: "This page has been withdrawn.",
			de: "Diese Seite wurde zurückgezogen.",
			fr: "Cette page a été retirée.",
			ru: "Эта страница отозвана.",
			uk: "Цю сторінку відкликано.",
			lo: "ໜ້ານີ້ຖືກຖອນອອກແລ້ວ.",
			ar: "سُحبت هذه الصفحة.",
		}
	}
	return boxStrings(key)
}
