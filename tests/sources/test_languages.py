"""Entries in other languages than English: each field is right or absent, never wrong."""

import pytest

from refmend.model import AuthorList, SourceFile
from refmend.sources import parse

CASES = [
    ("de", "Müller, H., Schäfer, K.-H., & Groß, F. (2019). Die Entwicklung der künstlichen Intelligenz in Deutschland. *Zeitschrift für Informatik*, *12*(3), 45–67.",
     {"authors": "Müller, H.; Schäfer, K.-H.; Groß, F.", "year": "2019", "title": "Die Entwicklung der künstlichen Intelligenz in Deutschland", "venue": "Zeitschrift für Informatik", "volume": "12", "issue": "3", "pages": "45–67"}),
    ("de", "Müller, H. & Schäfer, K. (Hrsg.). (2018). *Handbuch der Didaktik* (2. Aufl.). Springer.",
     {"authors": "Müller, H.; Schäfer, K.", "year": "2018", "title": "Handbuch der Didaktik", "publisher": "Springer"}),
    ("de", "Weber, M. (2017). Bürokratie und Herrschaft. In H. Müller & K. Schäfer (Hrsg.), *Handbuch der Soziologie* (S. 101–123). Springer VS.",
     {"authors": "Weber, M.", "year": "2017", "title": "Bürokratie und Herrschaft", "pages": "101–123", "venue": "Handbuch der Soziologie", "publisher": "Springer VS"}),
    ("de", "Müller, H. u. a. (2020). Titel der Arbeit. *Zeitschrift*, *5*, S. 12–34.",
     {"authors": "Müller, H.; …", "year": "2020", "title": "Titel der Arbeit", "venue": "Zeitschrift", "volume": "5", "pages": "12–34"}),
    ("de", "Luhmann, N. (2012). *Soziale Systeme: Grundriß einer allgemeinen Theorie* (Bd. 2, 15. Aufl.). Suhrkamp.",
     {"authors": "Luhmann, N.", "year": "2012", "volume": "2", "title": "Soziale Systeme: Grundriß einer allgemeinen Theorie", "publisher": "Suhrkamp"}),
    ("de", "Müller, Hans; Schäfer, Karl: Die Entwicklung der Sprache. In: Zeitschrift für Sprachwissenschaft 12 (2019), Nr. 3, S. 45–67.",
     {}),
    ("de", "Müller, H. (o. J.). Über die Zeit. Abgerufen am 3. März 2021, von https://beispiel.de/zeit",
     {"authors": "Müller, H.", "accessed": "2021-03-03", "year": "n.d.", "title": "Über die Zeit"}),
    ("de", "Bundesministerium für Bildung und Forschung. (2020, 12. Mai). *Bericht zur Lage*. https://bmbf.de/bericht",
     {"authors": "Bundesministerium für Bildung und Forschung", "year": "2020", "date": "2020-05-12", "title": "Bericht zur Lage"}),
    ("de", "von der Leyen, U., & zu Guttenberg, K.-T. (2011). Europa heute und morgen. *Europäische Rundschau*, *39*(2), 1–15.",
     {"authors": "von der Leyen, U.; zu Guttenberg, K.-T.", "year": "2011", "title": "Europa heute und morgen", "venue": "Europäische Rundschau", "volume": "39", "issue": "2", "pages": "1–15"}),
    ("de", "Müller H, Schäfer K. Wirkung von Aspirin bei Erwachsenen. Dtsch Arztebl. 2019;116(12):201-8.",
     {"authors": "Müller, H; Schäfer, K", "year": "2019", "volume": "116", "issue": "12", "pages": "201-8", "title": "Wirkung von Aspirin bei Erwachsenen", "venue": "Dtsch Arztebl"}),
    ("de", "Müller, H., Schäfer, K., und Groß, F. (2019). Lernen in der Schule. *Pädagogik*, *Jg. 71*(Heft 4), S. 5–9.",
     {"authors": "Müller, H.; Schäfer, K.; Groß, F.", "year": "2019", "title": "Lernen in der Schule", "venue": "Pädagogik", "volume": "71", "issue": "4", "pages": "5–9"}),
    ("fr", "Dupont, J., Lefèvre, É. et Martin, P.-Y. (2019). L'évolution de l'intelligence artificielle en France. *Revue française d'informatique*, *12*(3), 45-67.",
     {"authors": "Dupont, J.; Lefèvre, É.; Martin, P.-Y.", "year": "2019", "title": "L'évolution de l'intelligence artificielle en France", "venue": "Revue française d'informatique", "volume": "12", "issue": "3", "pages": "45-67"}),
    ("fr", "Bourdieu, P. (1979). *La distinction : critique sociale du jugement* (2e éd.). Éditions de Minuit.",
     {"authors": "Bourdieu, P.", "year": "1979", "title": "La distinction : critique sociale du jugement", "publisher": "Éditions de Minuit"}),
    ("fr", "Foucault, M. (1975). La prison. Dans J. Dupont et P. Martin (dir.), *Traité de sociologie* (p. 101-123). PUF.",
     {"authors": "Foucault, M.", "year": "1975", "title": "La prison", "pages": "101-123", "venue": "Traité de sociologie", "publisher": "PUF"}),
    ("fr", "Dupont, J. et coll. (2020). Titre de l'article. *Revue*, vol. 5, n° 2, p. 12-34.",
     {"authors": "Dupont, J.; …", "year": "2020", "title": "Titre de l'article", "venue": "Revue", "volume": "5", "issue": "2", "pages": "12-34"}),
    ("fr", "Dupont, J. (s. d.). Une page sur le temps. Consulté le 3 mars 2021, à l'adresse https://exemple.fr/temps",
     {"authors": "Dupont, J.", "accessed": "2021-03-03", "year": "n.d.", "title": "Une page sur le temps"}),
    ("fr", "Ministère de l'Éducation nationale. (2020, 12 mai). *Rapport annuel*. https://education.gouv.fr/rapport",
     {"authors": "Ministère de l'Éducation nationale", "year": "2020", "date": "2020-05-12", "title": "Rapport annuel"}),
    ("fr", "de Beauvoir, S. (1949). *Le deuxième sexe* [The second sex]. Gallimard.",
     {"authors": "de Beauvoir, S.", "year": "1949", "title": "Le deuxième sexe", "publisher": "Gallimard"}),
    ("fr", "Dupont, J., « Le sens de la vie », Revue de philosophie, vol. 12, n° 3, 2019, p. 45-67.",
     {}),
    ("fr", "Dupont J, Martin P. Effets de l'aspirine chez l'adulte. Rev Prat. 2019;69(3):201-8.",
     {"authors": "Dupont, J; Martin, P", "year": "2019", "volume": "69", "issue": "3", "pages": "201-8", "title": "Effets de l'aspirine chez l'adulte", "venue": "Rev Prat"}),
    ("fr", "Dupont, J., & Martin, P. (2020). Apprendre à l'école. *Revue française de pédagogie*, (205), 5–19.",
     {"authors": "Dupont, J.; Martin, P.", "year": "2020", "title": "Apprendre à l'école", "venue": "Revue française de pédagogie", "issue": "205", "pages": "5–19"}),
    ("es", "García Márquez, G., Pérez-Reverte, A., y Vargas Llosa, M. (2019). La evolución de la inteligencia artificial en España. *Revista Española de Informática*, *12*(3), 45–67.",
     {"authors": "García Márquez, G.; Pérez-Reverte, A.; Vargas Llosa, M.", "year": "2019", "title": "La evolución de la inteligencia artificial en España", "venue": "Revista Española de Informática", "volume": "12", "issue": "3", "pages": "45–67"}),
    ("es", "Freire, P. (1970). *Pedagogía del oprimido* (2.ª ed.). Siglo XXI.",
     {"authors": "Freire, P.", "year": "1970", "title": "Pedagogía del oprimido", "publisher": "Siglo XXI"}),
    ("es", "Ortega, J. (2017). La cárcel. En G. García y M. Vargas (Eds.), *Tratado de sociología* (pp. 101–123). Alianza.",
     {"authors": "Ortega, J.", "year": "2017", "title": "La cárcel", "pages": "101–123", "venue": "Tratado de sociología", "publisher": "Alianza"}),
    ("es", "García, J. et al. (2020). Título del artículo. *Revista*, vol. 5, núm. 2, págs. 12–34.",
     {"authors": "García, J.; …", "year": "2020", "title": "Título del artículo", "venue": "Revista", "volume": "5", "issue": "2", "pages": "12–34"}),
    ("es", "García, J. (s. f.). Una página sobre el tiempo. Recuperado el 3 de marzo de 2021, de https://ejemplo.es/tiempo",
     {"authors": "García, J.", "accessed": "2021-03-03", "year": "n.d.", "title": "Una página sobre el tiempo"}),
    ("es", "Ministerio de Educación. (12 de mayo de 2020). *Informe anual*. https://educacion.gob.es/informe",
     {"authors": "Ministerio de Educación", "year": "2020", "date": "2020-05-12", "title": "Informe anual"}),
    ("es", "Instituto Nacional de Estadística. (2020). *Encuesta de población activa*. https://ine.es/epa",
     {"authors": "Instituto Nacional de Estadística", "year": "2020", "title": "Encuesta de población activa"}),
    ("es", "García, J., Pérez, A. y otros (2018). Aprender en la escuela. *Revista de Educación*, (381), 5-19.",
     {"authors": "García, J.; Pérez, A.; …", "year": "2018", "title": "Aprender en la escuela", "venue": "Revista de Educación", "issue": "381", "pages": "5-19"}),
    ("es", "de la Cruz, J. (1691). *Respuesta a Sor Filotea* [Reply to Sister Filotea]. Editorial Cátedra.",
     {"authors": "de la Cruz, J.", "year": "1691", "title": "Respuesta a Sor Filotea", "publisher": "Editorial Cátedra"}),
    ("pt", "Silva, J. A. da, Souza, M. C., & Gonçalves, P. (2019). A evolução da inteligência artificial no Brasil. *Revista Brasileira de Informática*, *12*(3), 45–67.",
     {"authors": "Silva, J. A. da; Souza, M. C.; Gonçalves, P.", "year": "2019", "title": "A evolução da inteligência artificial no Brasil", "venue": "Revista Brasileira de Informática", "volume": "12", "issue": "3", "pages": "45–67"}),
    ("pt", "Freire, P. (1970). *Pedagogia do oprimido* (2ª ed.). Paz e Terra.",
     {"authors": "Freire, P.", "year": "1970", "title": "Pedagogia do oprimido", "publisher": "Paz e Terra"}),
    ("pt", "Santos, B. (2017). A prisão. In J. Silva & M. Souza (Orgs.), *Tratado de sociologia* (pp. 101–123). Almedina.",
     {"authors": "Santos, B.", "year": "2017", "title": "A prisão", "pages": "101–123", "venue": "Tratado de sociologia", "publisher": "Almedina"}),
    ("pt", "SILVA, J. A.; SOUZA, M. C. A evolução da escola. **Revista Brasileira de Educação**, São Paulo, v. 12, n. 3, p. 45-67, jul. 2019.",
     {}),
    ("pt", "Silva, J. (s.d.). Uma página sobre o tempo. Recuperado em 3 de março de 2021, de https://exemplo.br/tempo",
     {"authors": "Silva, J.", "accessed": "2021-03-03", "year": "n.d.", "title": "Uma página sobre o tempo"}),
    ("pt", "Instituto Brasileiro de Geografia e Estatística. (2020). *Pesquisa nacional*. https://ibge.gov.br/pesquisa",
     {"authors": "Instituto Brasileiro de Geografia e Estatística", "year": "2020", "title": "Pesquisa nacional"}),
    ("pt", "Silva, J. et al. (2020). Título do artigo. *Revista*, v. 5, n. 2, p. 12–34.",
     {"authors": "Silva, J.; …", "year": "2020", "title": "Título do artigo", "venue": "Revista", "volume": "5", "issue": "2", "pages": "12–34"}),
    ("zh", "王小明，李华，张伟. (2019). 人工智能的发展. *计算机学报*, *12*(3), 45-67.",
     {"authors": "王小明; 李华; 张伟", "year": "2019", "title": "人工智能的发展", "venue": "计算机学报", "volume": "12", "issue": "3", "pages": "45-67"}),
    ("zh", "王小明等. (2020). 深度学习综述. *软件学报*, *31*(2), 1-20.",
     {"authors": "王小明; …", "year": "2020", "title": "深度学习综述", "venue": "软件学报", "volume": "31", "issue": "2", "pages": "1-20"}),
    ("zh", "王小明、李华（2019）。人工智能的发展。《计算机学报》，12（3），45–67。https://doi.org/10.1000/zh3",
     {"authors": "王小明; 李华", "year": "2019", "title": "人工智能的发展", "venue": "计算机学报", "volume": "12", "issue": "3", "pages": "45–67"}),
    ("zh", "[1] 王小明, 李华, 张伟, 等. 人工智能的发展[J]. 计算机学报, 2019, 42(3): 45-67.",
     {}),
    ("zh", "王小明. 机器学习[M]. 北京: 清华大学出版社, 2018: 101-123.",
     {}),
    ("zh", "Wang, X., & Li, H. (2019). 人工智能的发展 [The development of artificial intelligence]. *计算机学报*, *12*(3), 45–67.",
     {"authors": "Wang, X.; Li, H.", "year": "2019", "title": "人工智能的发展", "venue": "计算机学报", "volume": "12", "issue": "3", "pages": "45–67"}),
    ("zh", "国家统计局. (2020). 中国统计年鉴. https://stats.gov.cn/nianjian",
     {"authors": "国家统计局", "year": "2020", "title": "中国统计年鉴"}),
    ("zh", "王小明, & 李华. (2021). 标题：副标题. 期刊名, 3(1), 1–9.",
     {"authors": "王小明; 李华", "year": "2021", "title": "标题：副标题", "venue": "期刊名", "volume": "3", "issue": "1", "pages": "1–9"}),
    ("ja", "山田太郎・鈴木花子（2019）．人工知能の発展 情報処理学会論文誌，60(3)，45–67．https://doi.org/10.1000/ja1",
     {"authors": "山田太郎; 鈴木花子", "year": "2019", "title": "人工知能の発展", "venue": "情報処理学会論文誌", "volume": "60", "issue": "3", "pages": "45–67"}),
    ("ja", "山田太郎, 鈴木花子. (2019). 人工知能の発展. *情報処理学会論文誌*, *60*(3), 45–67.",
     {"authors": "山田太郎; 鈴木花子", "year": "2019", "title": "人工知能の発展", "venue": "情報処理学会論文誌", "volume": "60", "issue": "3", "pages": "45–67"}),
    ("ja", "山田 太郎 (2018). 『心理学入門』東京大学出版会",
     {"year": "2018", "title": "心理学入門", "publisher": "東京大学出版会"}),
    ("ja", "山田太郎 他 (2020). 深層学習の概観. *人工知能*, *35*(2), 201-210.",
     {"authors": "山田太郎; …", "year": "2020", "title": "深層学習の概観", "venue": "人工知能", "volume": "35", "issue": "2", "pages": "201-210"}),
    ("ja", "文部科学省（2020）．『学校基本調査』 https://mext.go.jp/chousa",
     {"authors": "文部科学省", "year": "2020", "title": "学校基本調査"}),
    ("ja", "Yamada, T., & Suzuki, H. (2019). 人工知能の発展 [The development of artificial intelligence]. *情報処理学会論文誌*, *60*(3), 45–67.",
     {"authors": "Yamada, T.; Suzuki, H.", "year": "2019", "title": "人工知能の発展", "venue": "情報処理学会論文誌", "volume": "60", "issue": "3", "pages": "45–67"}),
    ("ja", '山田太郎: "人工知能の発展", 情報処理, Vol.60, No.3, pp.45-67 (2019).',
     {}),
    ("ja", "山田太郎（2019）．「人工知能の発展」『情報処理』，60(3)，45–67．https://doi.org/10.1000/a1",
     {"authors": "山田太郎", "year": "2019", "title": "人工知能の発展", "venue": "情報処理", "volume": "60", "issue": "3", "pages": "45–67"}),
    ("ja", "山田太郎（2019）．『「学び」の構造』岩波書店．https://doi.org/10.1000/a2",
     {"authors": "山田太郎", "year": "2019", "title": "「学び」の構造", "publisher": "岩波書店"}),
    ("ja", "山田 太郎・鈴木 花子 (2018). こころの科学. 心理学研究, 12(1), 1-9.",
     {"authors": "山田 太郎; 鈴木 花子", "year": "2018", "title": "こころの科学", "venue": "心理学研究", "volume": "12", "issue": "1", "pages": "1-9"}),
    ("ja", "ジョン・スミス (2018). こころの科学. 心理学研究, 12(1), 1-9.",
     {"authors": "ジョン・スミス", "year": "2018", "title": "こころの科学", "venue": "心理学研究", "volume": "12", "issue": "1", "pages": "1-9"}),
    ("zh", "李华 王明 (2018). 心理学研究. 学报, 12(1), 1-9.",
     {"year": "2018", "title": "心理学研究", "venue": "学报", "volume": "12", "issue": "1", "pages": "1-9"}),
    ("zh", "王小明《人工智能》（2019）。",
     {}),
    ("ja", "山田太郎（2019）．人工知能の発展と社会 情報処理学会 論文誌，60(3)，45–67．https://doi.org/10.1000/a7",
     {"authors": "山田太郎", "year": "2019", "volume": "60", "issue": "3", "pages": "45–67"}),
    ("ko", "김철수, 이영희 (2019). 인공지능의 발전. 정보과학회지, 12(3), 45-67.",
     {"authors": "김철수; 이영희", "year": "2019", "title": "인공지능의 발전", "venue": "정보과학회지", "volume": "12", "issue": "3", "pages": "45-67"}),
    ("zh", "王小明等（2020）：“深度学习综述”，《软件学报》第31卷第2期，第1—20页。https://doi.org/10.1000/a9",
     {"authors": "王小明; …", "year": "2020", "title": "深度学习综述", "venue": "软件学报"}),
    ("ru", "Иванов, А. Б., Петров, В. Г., & Сидоров, Д. Е. (2019). Развитие искусственного интеллекта. *Вестник информатики*, *12*(3), 45–67.",
     {"authors": "Иванов, А. Б.; Петров, В. Г.; Сидоров, Д. Е.", "year": "2019", "title": "Развитие искусственного интеллекта", "venue": "Вестник информатики", "volume": "12", "issue": "3", "pages": "45–67"}),
    ("ru", "Иванов А.Б., Петров В.Г. Развитие искусственного интеллекта // Вестник информатики. — 2019. — Т. 12, № 3. — С. 45–67. — DOI: 10.1000/ru2.",
     {}),
    ("ru", "Иванов, А. Б. (2018). *Введение в социологию* (2-е изд.). Наука.",
     {"authors": "Иванов, А. Б.", "year": "2018", "title": "Введение в социологию", "publisher": "Наука"}),
    ("ru", "Иванов А. Б. и др. (2020). Название статьи. *Журнал*, *5*, с. 12–34.",
     {"authors": "Иванов, А. Б.; …", "year": "2020", "title": "Название статьи", "venue": "Журнал", "volume": "5", "pages": "12–34"}),
    ("ru", "Ivanov, A. B. (2019). Развитие искусственного интеллекта [The development of artificial intelligence]. *Вестник информатики*, *12*(3), 45–67.",
     {"authors": "Ivanov, A. B.", "year": "2019", "title": "Развитие искусственного интеллекта", "venue": "Вестник информатики", "volume": "12", "issue": "3", "pages": "45–67"}),
    ("ru", "Министерство образования. (2020, 12 мая). *Годовой отчёт*. https://edu.gov.ru/otchet",
     {"authors": "Министерство образования", "year": "2020", "date": "2020-05-12", "title": "Годовой отчёт"}),
    ("ru", "Толстой, Л. Н. (1869). *Война и мир* (Т. 1). Русский вестник.",
     {"authors": "Толстой, Л. Н.", "year": "1869", "volume": "1", "title": "Война и мир", "publisher": "Русский вестник"}),
    ("ru", "Иванов, А. Б. (б. д.). Страница о времени. Дата обращения: 3 марта 2021, https://primer.ru/vremya",
     {"authors": "Иванов, А. Б.", "accessed": "2021-03-03", "year": "n.d.", "title": "Страница о времени"}),
]  # fmt: skip


def stated(text):
    """Return the fields of an entry as text; an open list of authors ends with an ellipsis."""
    text = text if "http" in text or "DOI" in text else f"{text} https://doi.org/10.1000/x"
    (entry,) = parse(SourceFile.from_bytes("refs.md", "markdown", f"- {text}\n".encode()))
    found = {}
    for name, field in entry.fields.items():
        if isinstance(field.value, AuthorList):
            names = [str(author.name) for author in field.value.authors]
            found["authors"] = "; ".join([*names, "…"] if field.value.et_al else names)
        elif name not in {"bracket", "edition"} and field.value != found.get("year"):
            found[name] = field.value
    return found


@pytest.mark.parametrize(("language", "text", "fields"), CASES)
def test_fields_of_an_entry_are_right_or_absent(language, text, fields):
    assert stated(text) == fields


def test_every_language_has_entries_that_are_read_and_one_that_is_left_alone():
    assert {language for language, _, fields in CASES if {"title", "year"} <= fields.keys()} == {
        *["de", "fr", "es", "pt", "zh", "ja", "ko", "ru"]
    }
    assert sum(not fields for _, _, fields in CASES) >= 6


@pytest.mark.parametrize(
    "unit", ["，", "（2019）", "《", "「", "等", "・", "山 ", ", n. 1", ", vol. 1", " En ", "(dir.) ", "и др "]
)
def test_repeated_signs_of_other_languages_are_read_in_one_pass(unit):
    text = f"山田 (2019). {unit * (8_000 // len(unit))}. https://doi.org/10.1000/x\n"
    assert list(parse(SourceFile.from_bytes("refs.md", "markdown", f"- {text}".encode())))
