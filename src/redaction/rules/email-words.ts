const hosts = setOf(
  'gmail googlemail yahoo ymail hotmail outlook icloud live aol proton protonmail zoho gmx',
);
const domainEnds = setOf(
  'com org net edu gov info io africa co ac rw ke ug tz bi cd uk fr be us ca za ng gh et de ch eu dev app biz me',
);
const dots = setOf('dot point period akadomo');
const glue = setOf('dot point period akadomo underscore dash hyphen plus tiret agakoni');
const addressNames = setOf('email emails mail imeyili imeli courriel address adresse');
const plainWords = setOf(
  'am is are was were be been look looks looked looking see seen meet met me us him her them it you find ' +
    'found shop work works worked working stay live arrive arrived buy sell login log sign start check try ' +
    'here there one read watch study studied go went visit visited good bad people students i we he she they',
);
const ats = setOf('at arobase arobas arobaze');

/** A service that gives mailboxes to anybody. */
export function isHost(word: string): boolean {
  return hosts.has(word);
}

/** The end of a domain name. */
export function isDomainEnd(word: string): boolean {
  return domainEnds.has(word);
}

export function isDot(word: string): boolean {
  return dots.has(word);
}

/** A spoken mark between the parts of a name. */
export function isGlue(word: string): boolean {
  return glue.has(word);
}

/** A word that announces an address. */
export function isAddressName(word: string): boolean {
  return addressNames.has(word);
}

/** A word that "at" follows in plain talk: "look at". It is nobody's mailbox. */
export function isPlainWord(word: string): boolean {
  return plainWords.has(word);
}

export function isSpokenAt(word: string): boolean {
  return ats.has(word);
}

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
