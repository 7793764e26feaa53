import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { z } from 'zod'

const Track = z.union([z.object({ track: z.object({ id: z.string() }) }), z.object({ id: z.string() })])
/** What `recommend --json`, `continue` and `neighbours` write, a document or a line each. */
const Answer = z.union([z.object({ tracks: z.array(Track) }), z.object({ neighbours: z.array(Track) })])
const PLAIN_ID = /^[\w-]+$/

/** Ids of the tracks of earlier answers in a file. Throws InvalidArgumentError that says which line is wrong. */
export function readAnswerIds(file: string): string[] {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch {
    throw new InvalidArgumentError(`The file ${file} cannot be read.`)
  }
  return content.split(/\r?\n/).flatMap((line, i) => {
    const text = line.trim()
    if (text === '' || PLAIN_ID.test(text)) return text === '' ? [] : [text]
    const answer = Answer.safeParse(toDocument(text))
    if (!answer.success) {
      throw new InvalidArgumentError(
        `Line ${String(i + 1)} of ${file} is neither an answer as JSON nor an id.`,
      )
    }
    const tracks = 'tracks' in answer.data ? answer.data.tracks : answer.data.neighbours
    return tracks.map((item) => ('track' in item ? item.track.id : item.id))
  })
}

function toDocument(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
