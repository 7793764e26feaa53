import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { Piscina } from 'piscina'
import { inRoot } from '../scripts/lib/paths.mjs'
import { measureEssentia } from './essentia.mjs'

/**
 * How many clips a minute are analysed, decoding included, with one thread and with all cores; how much processor time
 * a clip takes (what counts on a machine that is not idle), and how free the main thread's event loop stays.
 * With `--essentia FOLDER` (an installed essentia.js, AGPL, not part of Segue) the same set by that library too.
 * @param {string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      clips: { type: 'string', default: inRoot('..', 'shared', 'data', 'previews') },
      rounds: { type: 'string', default: '3' },
      essentia: { type: 'string' },
    },
  })
  const clips = readClips(path.resolve(values.clips))
  const rounds = Number(values.rounds)
  const one = await measure(clips, rounds, 1)
  const cores = availableParallelism()
  const all = cores > 1 ? await measure(clips, rounds, cores) : null
  const essentia = values.essentia ? await measureEssentia(clips, values.essentia) : null
  return {
    benchmark: 'audio',
    clips: clips.length,
    rounds,
    oneThread: one,
    allCores: all,
    ...(essentia && {
      essentia,
      timesFaster: Number((essentia.cpuMsPer30s / one.cpuMsPer30s).toFixed(1)),
    }),
    atLeast200PerMinute: one.clipsPerProcessorMinute >= 200,
  }
}

/** @typedef {Buffer[]} Clips */

/** @param {string} folder @returns {Clips} */
function readClips(folder) {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(mp3|wav)$/i.test(name)) : []
  if (names.length === 0) {
    throw new Error(`There are no MP3 or WAV files in ${folder}: name a folder with --clips.`)
  }
  return names.map((name) => readFileSync(path.join(folder, name)))
}

/**
 * Clips are counted in units of 30 s of audio, whatever their length.
 * @param {Clips} clips @param {number} rounds @param {number} threads
 */
async function measure(clips, rounds, threads) {
  const pool = new Piscina({
    filename: inRoot('build', 'workers', 'audio.task.mjs'),
    minThreads: threads,
    maxThreads: threads,
  })
  /** @param {Buffer} clip */
  const analyse = async (clip) => {
    const answer = /** @type {unknown} */ (
      await pool.run({ bytes: new Uint8Array(clip) }, { name: 'analyse' })
    )
    const result = /** @type {import("../workers/audio-protocol").AnalyseResult} */ (answer)
    if (!result.ok) throw new Error(result.message)
    return result.analysedS
  }
  // The first clips of a thread are spent on compiling.
  await Promise.all(
    Array.from({ length: 4 * threads }, (_, i) => analyse(clips[i % clips.length] ?? Buffer.of())),
  )
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const work = Array.from({ length: rounds }, () => clips).flat()
  const seconds = await Promise.all(work.map(analyse))
  const ms = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  await pool.close()
  const units = seconds.reduce((sum, s) => sum + s, 0) / 30
  return {
    threads,
    clipsPerMinute: Math.round((units / ms) * 60_000),
    clipsPerMinuteAndCore: Math.round((units / ms / threads) * 60_000),
    clipsPerProcessorMinute: Math.round((units * 60_000_000) / (user + system)),
    cpuMsPer30s: Math.round((user + system) / 1000 / units),
    eventLoopDelayP99Ms: Number((delay.percentile(99) / 1e6).toFixed(1)),
  }
}
