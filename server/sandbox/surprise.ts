/** Answers as they may look one day: fields that nobody has announced, fields that are gone, and fields that moved. */

/** Deprecated or removed for some apps; a reader has to do without any of them. */
const DROPPED = new Set([
  'popularity',
  'available_markets',
  'preview_url',
  'disc_number',
  'followers',
  'genres',
])
/** The names that Spotify exchanged in February 2026, in both directions. */
const MOVED: Partial<Record<string, string>> = { track: 'item', item: 'track' }
/** Numbers that come as something else now and then. */
const RETYPED = new Set(['explicit', 'track_number', 'total_tracks'])

/** The same body with surprises; ids, names and lengths stay, so that what was meant can still be read. */
export function surprise(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(surprise)
  if (typeof body !== 'object' || body === null) return body
  const changed: Record<string, unknown> = { x_announced_never: { since: '2027-01-01', values: [1, null] } }
  for (const [name, value] of Object.entries(body)) {
    if (DROPPED.has(name)) changed[name] = null
    else if (RETYPED.has(name)) changed[name] = { value: String(value) }
    else changed[moveName(name, body)] = surprise(value)
  }
  return changed
}

/** Only what holds one thing moves: `items` of a page stays a page. */
function moveName(name: string, body: object): string {
  const other = MOVED[name]
  return other !== undefined && 'added_at' in body && !(other in body) ? other : name
}
