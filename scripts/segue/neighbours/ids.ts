import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { SegueClient } from '~server/client'
import { Failure } from '../failure'

/** Ids in one page of the catalog: the most that the server gives. */
const PAGE = 5000

/** The ids of a file (or of stdin, `-`), one a line; blank lines do not count. */
export async function readIds(file: string): Promise<string[]> {
  const content = await text(file === '-' ? process.stdin : createReadStream(file)).catch(
    (cause: unknown) => {
      throw new Failure(
        'FILE_NOT_FOUND',
        `The file ${file} cannot be read.`,
        'Check the path and try again.',
        { cause },
      )
    },
  )
  const ids = content
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (ids.length === 0) {
    throw new Failure('INPUT_INVALID', `${file} has no ids.`, 'Write one track id a line.')
  }
  return ids
}

/** The ids of all searchable tracks, page by page. */
export async function* listIds(client: SegueClient): AsyncGenerator<string> {
  let after: string | null = null
  do {
    const page: { ids: string[]; next: string | null } = await client.track.ids.query({ after, limit: PAGE })
    yield* page.ids
    after = page.next
  } while (after !== null)
}
