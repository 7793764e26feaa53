/** What search knows of a track. `id` is the catalog's own; the first artist is the one that a name has to have. */
export type NamedTrack = { id: number; name: string; artists: string[]; popularity: number | null }

/** What was given in full: title and first artist, the title alone, or neither. */
export type Covered = 'name' | 'title' | 'part'

/** A track that fits; `match` is the share of what was asked for that its name has, rare words counting for more. */
export type NameHit = { id: number; match: number; covered: Covered }

/** `total`: how many tracks fit as well as the best one, roughly. */
export type NameHits = { hits: NameHit[]; total: number }
