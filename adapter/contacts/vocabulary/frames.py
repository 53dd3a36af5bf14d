"""What stands around a name in a question: politeness, verbs, articles, whose it is.

A frame may go because what is left must be a known name exactly. No word here may change whose
answer it is or which: `company`, `mother's` and `product` are not frames.

The frames are gathered by hand; forms to compare them with: https://www.typeform.com/templates
"""

from collections.abc import Mapping

LEADS: Mapping[str, str] = {
    "en": "please, what is, what s, whats, what are, when is, enter, type in, fill in, fill out,"
    " provide, provide us with, give us, tell us, let us know, insert, write,"
    " may we have, may i have, can we have, can i have, could we have, may we know,"
    " can you give us, can you tell us, could you give us, could you tell us,"
    " could you please provide, your, my, the, a, an, current, hi, hello, hey, great, thanks,"
    " thank you, and, hi there, hello there, hey there, nice to meet you, pleased to meet you,"
    " first off, confirm, confirm your, re enter, retype, repeat",
    "whose": "contact, contact s, customer, customer s, client, client s, lead, person, subscriber,"
    " respondent, registrant, invitee, applicant, prospect",
    "de": "bitte, wie ist, wie lautet, wie lauten, wie heißt, was ist, was sind, wann ist, gib,"
    " geben sie, gib uns, geben sie uns, trage, tragen sie, nenne, nenne uns, nennen sie,"
    " nennen sie uns, verrate uns, verraten sie uns, sag uns, sagen sie uns, teile uns,"
    " teilen sie uns, hinterlasse, hinterlassen sie, schreiben sie, schreib uns,"
    " ihr, ihre, ihren, ihrem, ihrer, dein, deine, deinen, deinem, deiner, euer, eure, euren,"
    " mein, meine, meinen, unser, unsere, hier, der, die, das, den, ein, eine, einen,"
    " kontakt, kunde, aktuelle, aktueller, aktuelles, hallo, danke, und",
    "fr": "quel est, quelle est, quels sont, quelles sont, veuillez, veuillez entrer,"
    " veuillez saisir, veuillez indiquer, veuillez renseigner, veuillez fournir,"
    " veuillez nous indiquer, merci d indiquer, merci de renseigner, merci de saisir,"
    " merci d entrer, indiquez, indiquez nous, saisissez, entrez, renseignez, donnez,"
    " donnez nous, tapez, entrer, saisir, votre, vos, ton, ta, tes, mon, ma, mes, le, la, les, l,"
    " un, une, bonjour, merci, et, s il vous plaît",
    "es": "cuál es, cuáles son, cuándo es, por favor, escribe, escriba, ingresa, ingrese,"
    " introduce, introduzca, indica, indique, indícanos, indíquenos, dinos, díganos, facilítanos,"
    " proporciona, proporcione, escribe aquí, tu, tus, su, sus, mi, mis, el, los, las, una,"
    " vuestro, vuestra, hola, gracias, y",
    "it": "qual è, quale è, quali sono, quando è, inserisci, inserire, inserisca, scrivi, scriva,"
    " indica, indicare, indichi, fornisci, fornire, digita, per favore, dicci,"
    " si prega di inserire, si prega di indicare, il, lo, gli, le, tuo, tua, tuoi, tue, suo,"
    " sua, suoi, sue, vostro, vostra, mio, mia, ciao, grazie",
    "pt": "qual é, qual, quais são, quando é, digite, informe, insira, preencha, escreva, indique,"
    " introduza, coloque, nos informe, informe nos, o, os, as, seu, sua, seus, suas, teu, tua,"
    " meu, minha, um, uma, olá, obrigado, obrigada",
    "nl": "wat is, wat zijn, wanneer is, hoe luidt, vul, vul hier, geef, geef ons, geef hier, voer,"
    " typ, noteer, gelieve, graag, alstublieft, uw, je, jouw, jullie, mijn, de, het, een, dank,"
    " en",
}

TAILS: Mapping[str, str] = {
    "en": "please, optional, required, mandatory, not required, required field, here, below,"
    " is required, if any, if applicable, with country code, including country code,"
    " dd / mm / yyyy, mm / dd / yyyy, yyyy / mm / dd, dd mm yyyy, mm dd yyyy, yyyy mm dd",
    "de": "ein, an, hier ein, bitte, eingeben, angeben, hier eingeben, bitte eingeben,"
    " bitte angeben, optional, pflichtfeld, pflichtangabe, pflicht, erforderlich, freiwillig,"
    " freiwillige angabe, falls vorhanden, wenn vorhanden, wiederholen, bestätigen, tt mm jjjj",
    "fr": "s il vous plaît, s il te plaît, svp, stp, facultatif, facultative, obligatoire,"
    " optionnel, optionnelle, requis, requise, champ obligatoire, champ requis, ici,"
    " de contact, si applicable, jj / mm / aaaa, jj mm aaaa",
    "es": "por favor, opcional, obligatorio, obligatoria, requerido, requerida, campo obligatorio,"
    " aquí, de contacto, dd / mm / aaaa, dd mm aaaa",
    "it": "per favore, facoltativo, facoltativa, opzionale, obbligatorio, obbligatoria, richiesto,"
    " richiesta, campo obbligatorio, qui, di contatto",
    "pt": "opcional, obrigatório, obrigatória, campo obrigatório, aqui, de contato, para contato,"
    " para contacto",
    "nl": "in, op, hier in, a u b, aub, alstublieft, optioneel, niet verplicht, verplicht,"
    " verplicht veld, invullen, invoeren",
}
