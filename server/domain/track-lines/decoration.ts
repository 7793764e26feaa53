/** Marks that stand before a line of a list with a space behind them, and say nothing of it. */
const MARK = /^(?:>+|\[[ xX✓✔]?\]|[-‐‑‒–—―−*+•·●○◦‣⁃∙▪▫■□◾◽►▸▶→»✓✔☐☑♪♫♬🎵🎶])\s/u
/** A time at the start ("0:00", "[03:25]", "(1:02:33)", "00:00 - 03:25"). */
const TIME = String.raw`\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:\.\d{1,3})?`
const TIME_BEFORE = new RegExp(
  `^(?:${TIME}(?:\\s?[-–—]\\s?${TIME})?|\\[${TIME}\\]|\\(${TIME}\\))(?:\\s?[-–—|:]\\s|\\s)`,
)
const TIME_BEHIND = new RegExp(`(?:\\[${TIME}\\]|\\(${TIME}\\)|(?:\\s[-–—|]\\s|\\t)${TIME})$`)
const BARE_TIME_BEHIND = new RegExp(`\\s${TIME}$`)
/** Names of sound files end in these. */
const EXTENSION =
  /\.(?:mp3|flac|m4a|m4b|mp4|aac|ogg|oga|opus|wav|wave|wma|aiff?|aifc|ape|wv|mpc|alac|mka|webm|dsf|dff|tta|ac3|amr|mid|midi)$/i
/** Characters that are not seen, as they come with what is copied from a chat or a page. */
const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '').trim()

/** A line without the bullet, quotation mark of mail or task box at its start; null where it has none. */
export function withoutMark(line: string): string | null {
  const found = MARK.exec(line)
  return found ? line.slice(found[0].length).trimStart() : null
}

/** A line without the time at its start; null where it has none. */
export function withoutTime(line: string): string | null {
  const found = TIME_BEFORE.exec(line)
  return found ? line.slice(found[0].length).trimStart() : null
}

/** A line without a length in brackets or behind a dash at its end, and without a bare one where `bare` ones are lengths. */
export function withoutLength(line: string, bare: boolean): string {
  const found = TIME_BEHIND.exec(line) ?? (bare ? BARE_TIME_BEHIND.exec(line) : null)
  return found ? withoutDash(line.slice(0, found.index).trimEnd()) : line
}

export const endsInTime = (line: string): boolean => BARE_TIME_BEHIND.test(line)

function withoutDash(text: string): string {
  return /\s[-–—|]$/.test(text) ? text.slice(0, -1).trimEnd() : text
}

/** A name without the ending that sound files have. */
export function withoutExtension(name: string): string {
  return name.replace(EXTENSION, '').trimEnd()
}

export const isSoundFile = (name: string): boolean => EXTENSION.test(name)
