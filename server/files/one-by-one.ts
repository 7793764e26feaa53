/**
 * The values of blocks, one by one, to be read in a loop. A generator would do, but takes four promises for a value; here
 * it is one. Who stops early ends `blocks`, and a fault of theirs comes after what they gave before.
 */
export function oneByOne<T>(blocks: AsyncGenerator<readonly T[]>): AsyncIterableIterator<T> {
  let block = [][Symbol.iterator]() as Iterator<T, undefined>
  const read = async (): Promise<IteratorResult<T, undefined>> => {
    for (;;) {
      const more = await blocks.next()
      if (more.done) return { done: true, value: undefined }
      block = more.value.values()
      const first = block.next()
      if (!first.done) return first
    }
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: () => {
      const next = block.next()
      return next.done ? read() : Promise.resolve(next)
    },
    return: async () => {
      block = [][Symbol.iterator]()
      await blocks.return(undefined)
      return { done: true, value: undefined }
    },
  }
}
