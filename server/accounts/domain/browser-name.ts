/** What is looked for in a User-Agent header, in this order: browsers name those whose kin they are. */
const BROWSERS: [mark: string, name: string][] = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
]
const SYSTEMS: [mark: string, name: string][] = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
]

/** The browser and system that a User-Agent header names, such as "Firefox on Linux": no version, nothing else of it. */
export function nameBrowser(userAgent: string | undefined): string {
  const find = (names: [string, string][]) =>
    names.find(([mark]) => userAgent?.includes(mark) === true)?.[1] ?? null
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)]
  if (browser === null && system === null) return 'Another program'
  return [browser ?? 'Another browser', ...(system === null ? [] : [`on ${system}`])].join(' ')
}
