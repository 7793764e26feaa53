/** Spotify counts calls by groups of endpoints: one may be used up while the others still answer. */
export const ENDPOINT_GROUPS = [
  'tracks',
  'albums',
  'artists',
  'playlists',
  'search',
  'audio',
  'me',
  'other',
] as const
export type EndpointGroup = (typeof ENDPOINT_GROUPS)[number]

const OTHER_NAMES: Partial<Record<string, EndpointGroup>> = {
  'audio-features': 'audio',
  'audio-analysis': 'audio',
  users: 'me',
}

/** The group of a path below /v1, such as `/playlists/{id}/items?limit=50`. */
export function toEndpointGroup(path: string): EndpointGroup {
  const first = /^\/([a-z-]+)/.exec(path)?.[1] ?? ''
  return OTHER_NAMES[first] ?? ENDPOINT_GROUPS.find((group) => group === first) ?? 'other'
}
