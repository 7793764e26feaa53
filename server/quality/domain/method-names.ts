/** What each measured way of ranking is called, for tables and pages. */
export const METHOD_NAMES: Readonly<Record<string, string>> = {
  similar: 'Similar',
  continue: 'Continue',
  discover: 'Discover',
  'seeds-familiar': 'Sound and popularity, no artists',
  seeds: 'Sound alone',
  mean: 'Textbook: mean of the seeds',
  precision: 'Textbook: what the seeds agree on',
  kernel: 'Textbook: every seed has a voice',
  random: 'Random',
  popularity: 'Popular songs',
  'same-artist': 'Same artists',
  'same-artist-two': 'Same artists, two each',
}
