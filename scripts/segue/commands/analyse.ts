import path from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { openDecoders } from '~server/audio/open-decoders'
import { createUnpack, type Unpack } from '~server/audio/unpack'
import { isDomainError } from '~server/domain/errors'
import { AUDIO_KINDS } from '~server/domain/sound-analysis'
import { createAudioPool, type AudioPool } from '../analyse/audio-pool'
import { toDocument } from '../analyse/document'
import { readAudioFile } from '../analyse/read-audio-file'
import { Failure } from '../failure'
import { note, type Io } from '../io'
import { createProgress } from '../progress'

type Analysing = { pool: AudioPool; unpack: Unpack; cwd: string }
type Outcome = { file: string; document: Record<string, unknown> } | { file: string; failure: Failure }

/** `segue analyse FILE… [--threads N]` */
export function addAnalyse(program: Command, io: Io): void {
  program
    .command('analyse')
    .description('tempo, key, loudness and timbre of audio files, a JSON line each; needs no server')
    .argument('<files...>', `${AUDIO_KINDS} files`)
    .option('--threads <number>', 'how many files at once (default: one a core)', parseThreads)
    .option('--json', 'changes nothing: the output is JSON already')
    .action(async (files: string[], { threads }: { threads?: number }) => {
      await analyseFiles(io, files, threads)
    })
}

function parseThreads(text: string): number {
  const threads = Number(text)
  if (Number.isInteger(threads) && threads >= 1) return threads
  throw new InvalidArgumentError('It must be a whole number of at least 1.')
}

/** Writes a line for each file that could be analysed, in the order given, as soon as it is there. */
async function analyseFiles(io: Io, files: string[], threads: number | undefined): Promise<void> {
  const pool = createAudioPool(threads)
  const unpack = createUnpack(
    await openDecoders(io.env['FFMPEG_PATH'] ?? 'ffmpeg', { searchPath: io.env['PATH'] }),
  )
  const progress = createProgress(io)
  const failures: Failure[] = []
  let done = 0
  try {
    for await (const outcome of analyseInOrder({ pool, unpack, cwd: io.cwd }, files)) {
      if ('document' in outcome) io.stdout.write(`${JSON.stringify(outcome.document)}\n`)
      else failures.push(outcome.failure)
      done++
      if (files.length > 1) progress.update({ stage: 'analysing files', done, total: files.length })
    }
  } finally {
    progress.stop()
    await pool.close()
  }
  conclude(io, failures, files.length)
}

/** As many files at once as the pool has threads, so that no more of them are in memory. */
async function* analyseInOrder(analysing: Analysing, files: string[]): AsyncGenerator<Outcome> {
  const running: Promise<Outcome>[] = []
  for (const file of files) {
    running.push(analyseOne(analysing, file))
    const first = running.length >= analysing.pool.threads ? running.shift() : undefined
    if (first) yield await first
  }
  for (const outcome of running) yield await outcome
}

async function analyseOne({ pool, unpack, cwd }: Analysing, file: string): Promise<Outcome> {
  try {
    const result = await pool.analyse(await unpack(await readAudioFile(path.resolve(cwd, file)), {}))
    if (!result.ok) {
      return { file, failure: new Failure(result.code, `${file}: ${result.message}`, result.hint) }
    }
    const { ok: _, ...analysis } = result
    return { file, document: toDocument(file, analysis) }
  } catch (error) {
    if (error instanceof Failure) return { file, failure: error }
    if (isDomainError(error)) {
      return { file, failure: new Failure(error.code, `${file}: ${error.message}`, error.hint) }
    }
    const reason = error instanceof Error ? error.message : String(error)
    return {
      file,
      failure: new Failure('ANALYSIS_FAILED', `${file}: ${reason}`, 'Try again.', { cause: error }),
    }
  }
}

function conclude(io: Io, failures: Failure[], files: number): void {
  const [first] = failures
  if (!first) return
  if (files === 1) throw first
  for (const { message, hint } of failures) note(io, `${message} ${hint}`)
  const count = `${failures.length} of ${files} files were not analysed.`
  throw new Failure('ANALYSE_FAILED', count, 'The lines above say why.')
}
