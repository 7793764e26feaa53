/** What each measured way of ranking is called, for tables and pages. */
export const METHOD_NAMES: Readonly<Record<string, string>> = {
  similar: 'Similar',
  continue: 'Continue',
  'continue-familiar': 'Continue, with popularity',
  discover: 'Discover',
  'discover-familiar': 'Discover, with popularity',
  mean: 'Sound: mean of the seeds',
  precision: 'Sound: what the seeds agree on',
  kernel: 'Sound: every seed has a voice',
  'mean-familiar': 'Mean, with popularity',
  'precision-familiar': 'Agreement, with popularity',
  'kernel-familiar': 'Every seed, with popularity',
  random: 'Random',
  popularity: 'Popular songs',
  'same-artist': 'Same artists',
  'same-artist-two': 'Same artists, two each',
}
