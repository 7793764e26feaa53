/**
 * A text as PostgreSQL can store it: without U+0000, which it has no place for, and with U+FFFD in place of each half of a
 * surrogate pair that stands alone (a name cut in the middle of an emoji), which UTF-8 cannot say. Nothing else changes.
 */
export function toStorableText(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd')
}
