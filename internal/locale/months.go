package locale

// months are the names of the months as they stand in a date (in Russian and
// Ukrainian in the genitive), after CLDR; ok is false for a language without them here.
func months(language string) (names [12]string, ok bool) {
	switch language {
	case "ar":
		names = [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
			"يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}
	case "de":
		names = [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni",
			"Juli", "August", "September", "Oktober", "November", "Dezember"}
	case "en":
		names = [12]string{"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December"}
	case "fr":
		names = [12]string{"janvier", "février", "mars", "avril", "mai", "juin",
			"juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	case "lo":
		names = [12]string{"ມັງກອນ", "ກຸມພາ", "ມີນາ", "ເມສາ", "ພຶດສະພາ", "ມິຖຸນາ",
			"ກໍລະກົດ", "ສິງຫາ", "ກັນຍາ", "ຕຸລາ", "ພະຈິກ", "ທັນວາ"}
	case "ru":
		names = [12]string{"января", "февраля", "марта", "апреля", "мая", "июня",
			"июля", "августа", "сентября", "октября", "ноября", "декабря"}
	case "uk":
		names = [12]string{"січня", "лютого", "березня", "квітня", "травня", "червня",
			"липня", "серпня", "вересня", "жовтня", "листопада", "грудня"}
	default:
		return names, false
	}
	return names, true
}
