/** Counts how often each of `count` rows is recommended, to see whether a few are recommended to everybody. */
export function createOccurrences(count: number) {
  const times = new Uint32Array(count)
  return {
    add(rows: readonly number[]): void {
      for (const row of rows) if (row < count) times[row] = (times[row] ?? 0) + 1
    },

    /** Share of the catalog that was recommended at least once, 0…1. */
    coverage(): number {
      return count === 0 ? 0 : times.reduce((seen, n) => seen + (n > 0 ? 1 : 0), 0) / count
    },

    /**
     * Skewness of the k-occurrences (Radovanović et al., JMLR 11, 2010): above about 2 some tracks are hubs that turn
     * up everywhere. 0 where all occur equally often.
     */
    hubSkew(): number {
      if (count === 0) return 0
      const mean = times.reduce((sum, n) => sum + n, 0) / count
      let squares = 0
      let cubes = 0
      for (const n of times) {
        squares += (n - mean) ** 2
        cubes += (n - mean) ** 3
      }
      const spread = Math.sqrt(squares / count)
      return spread === 0 ? 0 : cubes / count / spread ** 3
    },
  }
}
