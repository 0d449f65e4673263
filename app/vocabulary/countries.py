"""Countries, currencies and languages that people may choose, by their usual codes."""

from __future__ import annotations

_COUNTRIES = """
AF Afghanistan|AL Albania|DZ Algeria|AD Andorra|AO Angola|AG Antigua and Barbuda|AR Argentina
AM Armenia|AW Aruba|AU Australia|AT Austria|AZ Azerbaijan|BS Bahamas|BH Bahrain|BD Bangladesh
BB Barbados|BY Belarus|BE Belgium|BZ Belize|BJ Benin|BM Bermuda|BT Bhutan|BO Bolivia
BA Bosnia and Herzegovina|BW Botswana|BR Brazil|BN Brunei|BG Bulgaria|BF Burkina Faso|BI Burundi
KH Cambodia|CM Cameroon|CA Canada|CV Cape Verde|KY Cayman Islands|CF Central African Republic
TD Chad|CL Chile|CN China|CO Colombia|KM Comoros|CG Congo|CD Congo (Kinshasa)|CR Costa Rica
CI Côte d’Ivoire|HR Croatia|CU Cuba|CW Curaçao|CY Cyprus|CZ Czechia|DK Denmark|DJ Djibouti
DM Dominica|DO Dominican Republic|EC Ecuador|EG Egypt|SV El Salvador|GQ Equatorial Guinea
ER Eritrea|EE Estonia|SZ Eswatini|ET Ethiopia|FJ Fiji|FI Finland|FR France|GA Gabon|GM Gambia
GE Georgia|DE Germany|GH Ghana|GI Gibraltar|GR Greece|GL Greenland|GD Grenada|GU Guam|GT Guatemala
GN Guinea|GW Guinea-Bissau|GY Guyana|HT Haiti|HN Honduras|HK Hong Kong|HU Hungary|IS Iceland
IN India|ID Indonesia|IR Iran|IQ Iraq|IE Ireland|IL Israel|IT Italy|JM Jamaica|JP Japan|JO Jordan
KZ Kazakhstan|KE Kenya|KI Kiribati|XK Kosovo|KW Kuwait|KG Kyrgyzstan|LA Laos|LV Latvia|LB Lebanon
LS Lesotho|LR Liberia|LY Libya|LI Liechtenstein|LT Lithuania|LU Luxembourg|MO Macao|MG Madagascar
MW Malawi|MY Malaysia|MV Maldives|ML Mali|MT Malta|MH Marshall Islands|MR Mauritania|MU Mauritius
MX Mexico|FM Micronesia|MD Moldova|MC Monaco|MN Mongolia|ME Montenegro|MA Morocco|MZ Mozambique
MM Myanmar|NA Namibia|NR Nauru|NP Nepal|NL Netherlands|NZ New Zealand|NI Nicaragua|NE Niger
NG Nigeria|KP North Korea|MK North Macedonia|NO Norway|OM Oman|PK Pakistan|PW Palau|PS Palestine
PA Panama|PG Papua New Guinea|PY Paraguay|PE Peru|PH Philippines|PL Poland|PT Portugal
PR Puerto Rico|QA Qatar|RO Romania|RU Russia|RW Rwanda|KN Saint Kitts and Nevis|LC Saint Lucia
VC Saint Vincent and the Grenadines|WS Samoa|SM San Marino|ST São Tomé and Príncipe
SA Saudi Arabia|SN Senegal|RS Serbia|SC Seychelles|SL Sierra Leone|SG Singapore|SK Slovakia
SI Slovenia|SB Solomon Islands|SO Somalia|ZA South Africa|KR South Korea|SS South Sudan|ES Spain
LK Sri Lanka|SD Sudan|SR Suriname|SE Sweden|CH Switzerland|SY Syria|TW Taiwan|TJ Tajikistan
TZ Tanzania|TH Thailand|TL Timor-Leste|TG Togo|TO Tonga|TT Trinidad and Tobago|TN Tunisia
TR Türkiye|TM Turkmenistan|TV Tuvalu|UG Uganda|UA Ukraine|AE United Arab Emirates
GB United Kingdom|US United States|UY Uruguay|UZ Uzbekistan|VU Vanuatu|VA Vatican City
VE Venezuela|VN Vietnam|VI Virgin Islands (US)|YE Yemen|ZM Zambia|ZW Zimbabwe
"""
_CURRENCIES = """
USD US dollar|CAD Canadian dollar|MXN Mexican peso|EUR Euro|GBP Pound sterling|CHF Swiss franc
AUD Australian dollar|NZD New Zealand dollar|JPY Japanese yen|CNY Chinese yuan|INR Indian rupee
DKK Danish krone|NOK Norwegian krone|SEK Swedish krona|ISK Icelandic króna|PLN Polish złoty
CZK Czech koruna|HUF Hungarian forint|RON Romanian leu|BGN Bulgarian lev|TRY Turkish lira
BRL Brazilian real|ARS Argentine peso|CLP Chilean peso|COP Colombian peso|ZAR South African rand
ILS Israeli shekel|KRW South Korean won|SGD Singapore dollar|HKD Hong Kong dollar
"""
_LANGUAGES = """
en-US English (United States)|en-CA English (Canada)|en-GB English (United Kingdom)
en-AU English (Australia)|es-US Spanish (United States)|es-MX Spanish (Mexico)|es-ES Spanish (Spain)
fr-CA French (Canada)|fr-FR French (France)|de-DE German|it-IT Italian|pt-BR Portuguese (Brazil)
pt-PT Portuguese (Portugal)|nl-NL Dutch|pl-PL Polish|ru-RU Russian|uk-UA Ukrainian|ar Arabic
so Somali|hmn Hmong|vi-VN Vietnamese|zh-CN Chinese (simplified)|zh-TW Chinese (traditional)
ja-JP Japanese|ko-KR Korean|hi-IN Hindi|tl-PH Tagalog|ht-HT Haitian Creole
"""


def _listed(table: str) -> tuple[tuple[str, str], ...]:
    cells = table.strip().replace("\n", "|").split("|")
    return tuple((code, name) for code, _, name in (cell.partition(" ") for cell in cells))


COUNTRIES = _listed(_COUNTRIES)
CURRENCIES = _listed(_CURRENCIES)
LANGUAGES = _listed(_LANGUAGES)
_NAMES = dict(COUNTRIES)


def country_name(code: str) -> str:
    """The name of a country's two letters; what is not listed stays as it is."""
    return _NAMES.get(code, code)
