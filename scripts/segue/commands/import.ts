import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { describeFile } from '~server/client'
import type { Job } from '~server/domain/job'
import { EXIT, Failure, toFailure } from '../failure'
import { followHere } from '../follow-here'
import { formatReport } from '../format/report'
import { duration } from '../format/numbers'
import { note, print } from '../io'
import { wantsJson, type Tools } from '../tools'

type Wishes = { as?: string; replace?: boolean }
type Outcome = { file: string; job: Job } | { file: string; failure: Failure }

/** `segue import FILE… [--as NAME] [--replace]` */
export function addImport(program: Command, getTools: () => Tools): void {
  program
    .command('import')
    .description('read files of tracks (CSV) into the catalog')
    .argument('<files...>', 'CSV files; docs/importing.md lists the layouts')
    .option('--as <name>', 'keep each file as a playlist of this name')
    .option('--replace', 'what the files say goes before what files said before them')
    .option('--json', 'print one JSON document')
    .action(async (files: string[], options: Wishes, command: Command) => {
      const tools = getTools()
      const paths = files.map((file) => path.resolve(tools.io.cwd, file))
      for (const file of paths) await requireFile(file)
      const outcomes: Outcome[] = []
      for (const file of paths) outcomes.push(await importOne(tools, file, options, wantsJson(command)))
      conclude(tools, outcomes, wantsJson(command))
    })
}

/** One file; a failure of the file itself is an outcome, so that the files after it are still read. */
async function importOne(
  tools: Tools,
  file: string,
  { as: name, replace }: Wishes,
  json: boolean,
): Promise<Outcome> {
  const filename = path.basename(file)
  const started = performance.now()
  try {
    // The Blob is read from disk while it is sent: a file of any size takes the same memory.
    const blob = await openAsBlob(file)
    const queued = await tools.client.import.file.mutate(blob, describeFile({ filename, name, replace }))
    const job = await followHere(tools, queued)
    if (!json) {
      tools.io.stdout.write(`${filename} (${duration((performance.now() - started) / 1000)})\n`)
      if (job.report) tools.io.stdout.write(`${formatReport(job.report, 'line')}\n`)
    }
    return { file: filename, job }
  } catch (error) {
    const failure = toFailure(error, tools.settings.url)
    if (failure.exitCode === EXIT.unreachable || failure.exitCode === EXIT.interrupted) throw failure
    return { file: filename, failure }
  }
}

/** One file: its report, or its failure. Several: a list of both, which fails if one of them did. */
function conclude({ io }: Tools, outcomes: Outcome[], json: boolean): void {
  const failures = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome] : []))
  const [first] = failures
  if (first && outcomes.length === 1) throw first.failure
  const documents = outcomes.map((outcome) =>
    'failure' in outcome
      ? { file: outcome.file, error: outcome.failure.toBody() }
      : { file: outcome.file, jobId: outcome.job.id, ...outcome.job.report },
  )
  if (json) print(io, true, documents.length === 1 ? documents[0] : documents, '')
  for (const { file, failure } of failures) note(io, `${file}: ${failure.message}\n${failure.hint}`)
  if (first) {
    throw new Failure(
      'IMPORT_FAILED',
      `${failures.length} of ${outcomes.length} files were not read.`,
      first.failure.hint,
    )
  }
}

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (!found) {
    throw new Failure('FILE_NOT_FOUND', `There is no file ${file}.`, 'Check the path and try again.')
  }
  if (!found.isFile()) {
    throw new Failure('FILE_NOT_FOUND', `${file} is not a file.`, 'Name the CSV file itself.')
  }
}
