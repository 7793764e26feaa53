import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '~db/client'
import { Recommendation } from '~server/similar/domain/recommendation'
import { postRecommend, readError } from '../../integration/support/api'
import { readEventStream, toWatchUrl } from '../../integration/support/event-stream'
import type { Fixture } from './fixture'

/** A page that was refused, or found nobody there, asks again. */
const AGAIN_MS = 300
const PAUSE_MS = 100
const WANTED = 10
/** Fewer tracks may be releases of fewer recordings than are wanted. */
const ENOUGH = 200

export type Watched = { job: string; states: string[]; connections: number; lost: number }

/**
 * Follows a job through the web process, as a page does that goes on behind the last event it had, until the job is
 * done or the signal ends it. A job that failed is looked at again: somebody resumes it.
 */
export async function watchToTheEnd(fixture: Fixture, job: string, signal: AbortSignal): Promise<Watched> {
  const watched: Watched = { job, states: [], connections: 0, lost: 0 }
  let last: string | null = null
  while (watched.states.at(-1) !== 'done' && !signal.aborted) {
    try {
      const url = toWatchUrl(fixture.webUrl, job)
      await readEventStream(
        url,
        last,
        ({ id, event }) => {
          last = id
          if (event.state !== watched.states.at(-1)) watched.states.push(event.state)
          return false
        },
        signal,
      )
      watched.connections++
    } catch {
      watched.lost++
    }
    if (watched.states.at(-1) !== 'done') await sleep(AGAIN_MS)
  }
  return watched
}

/** What somebody got who asked: how many answers, from how many web processes, and what was said where there was none. */
export type Asked = { answers: number; processes: Set<number>; unreachable: number; refusals: Set<string> }

/**
 * Asks for recommendations through the web process until the signal aborts, each question until it is answered.
 * Throws for an answer that is none: too few tracks, an error without a reason, or one that is ours.
 */
export async function keepAsking(
  fixture: Fixture,
  sql: Sql,
  random: () => number,
  signal: AbortSignal,
): Promise<Asked> {
  const asked: Asked = { answers: 0, processes: new Set(), unreachable: 0, refusals: new Set() }
  while (!signal.aborted) {
    const track = await findSearchable(sql, random)
    if (track !== null) await askUntilAnswered(fixture, track, signal, asked)
    await sleep(PAUSE_MS)
  }
  return asked
}

async function askUntilAnswered(fixture: Fixture, track: string, signal: AbortSignal, asked: Asked) {
  while (!signal.aborted) {
    const web = fixture.findWeb()
    const response = web && (await askFor(web, track))
    if (!web || !response) asked.unreachable++
    else if (response.ok) {
      const { tracks } = Recommendation.parse(await response.json())
      if (tracks.length !== WANTED) {
        throw new Error(`${String(tracks.length)} tracks were recommended for ${track}`)
      }
      asked.answers++
      asked.processes.add(web.pid)
      return
    } else {
      const { status, code, message } = await readError(response)
      if (code === 'INTERNAL') throw new Error(`${track}: ${message}`)
      asked.refusals.add(`${String(status)} ${code}`)
    }
    await sleep(AGAIN_MS)
  }
}

/** A whole answer; null where the process was gone before, or while it was sent. */
async function askFor(web: Parameters<typeof postRecommend>[0], track: string): Promise<Response | null> {
  try {
    const response = await postRecommend(web, { url: `spotify:track:${track}`, k: WANTED })
    return new Response(await response.text(), response)
  } catch (error) {
    // What fetch says of a connection: no answer, or one that was cut.
    if (error instanceof TypeError) return null
    throw error
  }
}

/** Null before there are enough, and while the connection of the one who looks is cut. */
async function findSearchable(sql: Sql, random: () => number): Promise<string | null> {
  const rows = await sql<{ id: string }[]>`
    select public_id as id from tracks join track_vectors on track_id = id order by id limit 5000`.catch(
    () => [],
  )
  return rows.length < ENOUGH ? null : (rows[Math.floor(random() * rows.length)]?.id ?? null)
}
