import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { as } from '../index/as.mjs'

/** What a function of the server belongs to; the innermost one that is named here counts. */
const STAGES = {
  parse: ['parseInput', 'readObject', 'collectBodies', 'checkStorable', 'runChecks'],
  search: ['searchVectors', 'readVectors', 'searchIndex', 'gatherPool'],
  rank: ['toQuestion', 'rankCandidates', 'findWhatIfs', 'toPool'],
  cards: ['findCards', 'findCandidates', 'findSearchableIds'],
  explain: ['toRankedTrack', 'explainMatch'],
  serialise: ['stringify', 'json', 'send', 'toAnswerKey'],
  render: ['renderToPipeableStream', 'performWork', 'startWork', 'handleRequest'],
}
const STAGE_OF = new Map(
  Object.entries(STAGES).flatMap(([stage, names]) =>
    names.map((name) => /** @type {const} */ ([name, stage])),
  ),
)
/** Of the postgres driver and the garbage collector, whoever called them. */
const EVERYBODYS = [
  { stage: 'database driver', matches: (/** @type {Frame} */ { url }) => url.includes('/postgres/src/') },
  {
    stage: 'garbage',
    matches: (/** @type {Frame} */ { functionName }) => functionName === '(garbage collector)',
  },
]

const MAIN_THREAD = /\.0\.\d+\.cpuprofile$/

/** @typedef {{ functionName: string, url: string }} Frame */
/** @typedef {{ nodes: { id: number, callFrame: Frame, children?: number[] }[], samples: number[], timeDeltas: number[] }} Profile */

/**
 * How the busy time of the main thread is divided, in shares, by the CPU profiles of a folder (node --cpu-prof), which are
 * named by process and thread.
 * @param {string} folder
 */
export async function readStages(folder) {
  const files = (await readdir(folder)).filter((file) => MAIN_THREAD.test(file))
  const divided = await Promise.all(files.map(async (file) => divide(await readProfile(join(folder, file)))))
  return divided.sort((a, b) => b.busyMs - a.busyMs)[0] ?? null
}

/** @param {string} file @returns {Promise<Profile>} */
const readProfile = async (file) => as(JSON.parse(await readFile(file, 'utf8')))

/** @param {Profile} profile */
function divide({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  /** @param {number} id @returns {string} */
  const find = (id) => {
    for (let at = /** @type {number | undefined} */ (id); at !== undefined; at = parents.get(at)) {
      const frame = frames.get(at)
      if (!frame) break
      const stage =
        EVERYBODYS.find(({ matches }) => matches(frame))?.stage ?? STAGE_OF.get(frame.functionName)
      if (stage !== undefined) return stage
    }
    return 'http and the rest'
  }
  /** @type {Map<string, number>} */
  const times = new Map()
  let busy = 0
  samples.forEach((id, i) => {
    const name = frames.get(id)?.functionName
    if (name === '(idle)' || name === '(program)') return
    const ms = (timeDeltas[i] ?? 0) / 1000
    busy += ms
    const stage = find(id)
    times.set(stage, (times.get(stage) ?? 0) + ms)
  })
  /** @type {[string, number][]} */
  const shares = [...times]
    .sort((a, b) => b[1] - a[1])
    .map(([stage, ms]) => [stage, Number((ms / busy).toFixed(3))])
  return {
    busyMs: Math.round(busy),
    shares: Object.fromEntries(shares),
  }
}
