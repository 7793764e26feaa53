/** Lists of numbers, one after the other in one array: list i is values[starts[i]] … values[starts[i + 1]]. */
export type Lists = { starts: Int32Array; values: Int32Array }

/** List `i`, as a view. */
export function listOf({ starts, values }: Lists, i: number): Int32Array {
  return values.subarray(starts[i] ?? 0, starts[i + 1] ?? 0)
}

/** Packs lists into two arrays that travel to a thread without being copied. */
export function packLists(lists: readonly (readonly number[])[]): Lists {
  const starts = new Int32Array(lists.length + 1)
  lists.forEach((list, i) => (starts[i + 1] = (starts[i] ?? 0) + list.length))
  return { starts, values: Int32Array.from(lists.flat()) }
}

export function countLists({ starts }: Lists): number {
  return Math.max(0, starts.length - 1)
}
