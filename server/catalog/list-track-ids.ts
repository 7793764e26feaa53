type Deps = { listSearchable: (after: string | null, limit: number) => Promise<string[]> }

/** A page of the ids of all searchable tracks, and the id that the next one begins after; null where this is the last. */
export async function listTrackIds(
  { listSearchable }: Deps,
  after: string | null,
  limit: number,
): Promise<{ ids: string[]; next: string | null }> {
  const ids = await listSearchable(after, limit)
  return { ids, next: ids.length < limit ? null : (ids.at(-1) ?? null) }
}
