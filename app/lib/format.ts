const MINUS = '−'

const integers = new Intl.NumberFormat('en')
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' })

/** "28,356" */
export function formatCount(value: number): string {
  return integers.format(value)
}

/** "1 track", "28,356 tracks" */
export function formatAmount(value: number, one: string, many: string): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`
}

/** "0.93", "−0.02": fixed places, with the minus sign of typography; never a negative zero. */
export function formatNumber(value: number, places: number): string {
  const text = Math.abs(value).toFixed(places)
  return value < 0 && Number(text) !== 0 ? MINUS + text : text
}

/** "12.9 %": a share, with the places that a measured figure deserves. */
export function formatShare(share: number): string {
  return `${formatNumber(share * 100, 1)}\u00a0%`
}

/** "3:05", "1:02:07" */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const tail = String(seconds % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}

/** "about 40 seconds", "about 3 minutes": as fine as an estimate deserves. */
export function formatWait(seconds: number): string {
  if (seconds < 5) return 'a few seconds'
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} seconds`
  return `about ${Math.round(seconds / 60)} minutes`
}

/** "4 Mar 2026" as the reader's language writes it, for an ISO time; the text itself when it is none. */
export function formatDate(iso: string): string {
  const time = Date.parse(iso)
  return Number.isNaN(time) ? iso : dates.format(time)
}

/** "First letter up" */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
