import { manyNames, semicolonNames } from '../artists'
import type { Layout } from './layout'

/** `dataset.csv` (114,000 rows): one row per track and genre, artists joined by `;`. */
export const kaggleDataset: Layout = {
  name: 'Kaggle dataset.csv',
  requires: ['track id', 'track name', 'artists', 'track genre'],
  artists: semicolonNames,
}

/** `data.csv` (1921–2020), `tracks.csv` and `tracks_features.csv`: artists as the text of a Python list. */
export const kagglePythonLists: Layout = {
  name: 'Kaggle data.csv, tracks.csv or tracks_features.csv',
  requires: ['id', 'name', 'artists'],
  artists: manyNames,
}
