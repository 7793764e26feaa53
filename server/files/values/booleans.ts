import { isMissing } from './missing'

/** As the languages of spreadsheets write them, databases, and people. */
const TRUE = `true t yes y 1 1.0 1,0 on x wahr ja j vrai oui o verdadero cierto sí si s verdadeiro sim vero waar prawda tak
  sant sand sann kyllä tosi истина да правда pravda ano áno igaz igen doğru evet adevărat da истинно αληθές ναι
  真 はい 是 참 예 benar ya đúng true() explicit explizit explicite explícito esplicito expliciet 🅴 e ✓ ✔ ☑`
const FALSE = `false f no n 0 0.0 0,0 off falsch nein faux non falso não nao onwaar nee fałsz falsz nie falskt nej falsk
  usann nei epätosi ei ложь нет неправда nepravda ne hamis nem yanlış yanlis hayır fals nu ψευδές όχι 偽 假 いいえ 否
  거짓 아니요 salah tidak sai false() clean not_explicit non-explicit notexplicit not-explicit ✗ ✘ ☐`
const WORDS = new Map([...words(TRUE, true), ...words(FALSE, false)])
const MAX_LENGTH = 16

function words(list: string, value: boolean): [string, boolean][] {
  return list.split(/\s+/).map((word) => [fold(word), value])
}

/** Whether the cell says yes: null where it says nothing, undefined where it is not understood. */
export function parseFlag(cell: string): boolean | null | undefined {
  if (cell.length > MAX_LENGTH) return undefined
  return WORDS.get(fold(cell)) ?? (isMissing(cell) ? null : undefined)
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\u0307/g, '')
    .replace(/ı/g, 'i')
    .replace(/\s+/g, '_')
}
