import { Command } from 'commander'
import { addAnalyse } from './commands/analyse'
import { addAudit } from './commands/audit'
import { addBackup } from './commands/backup'
import { addContinue } from './commands/continue'
import { addDoctor } from './commands/doctor'
import { addEval } from './commands/eval'
import { addImport } from './commands/import'
import { addImports } from './commands/imports'
import { addIndex } from './commands/index-versions'
import { addIngest } from './commands/ingest'
import { addJourney } from './commands/journey'
import { addJobs } from './commands/jobs'
import { addNeighbours } from './commands/neighbours'
import { addRecommend } from './commands/recommend'
import { addRetention } from './commands/retention'
import { addSearch } from './commands/search'
import { addSummary } from './commands/summary'
import { addTaste } from './commands/taste'
import { addToken } from './commands/token'
import { addVersions } from './commands/versions'
import type { Io } from './io'
import type { Tools } from './tools'

const FOOTER = `
Settings (environment):
  SEGUE_URL       where Segue runs (default http://127.0.0.1:3000)
  SERVICE_SECRET  signs the requests (default: the file service-secret in DATA_DIR)
  DATA_DIR        folder of the server's data (default .data in the project)
  DATABASE_URL    for backup and restore: the server's database, if it is not the embedded one

Exit codes: 0 done, 1 failed, 2 usage, 3 server not reachable.`

/** The command line of Segue. Commands are wired to `getTools` only when they run, so that help needs no settings. */
export function createProgram(io: Io, getTools: () => Tools): Command {
  const program = new Command('segue')
    .description('Tools for a running Segue.')
    .option('--json', 'print one JSON document instead of text')
    .addHelpText('after', FOOTER)
    .showHelpAfterError('Add --help to see what it takes.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
  for (const add of [
    addImport,
    addImports,
    addIngest,
    addSearch,
    addRecommend,
    addContinue,
    addJourney,
    addNeighbours,
    addIndex,
    addEval,
    addSummary,
    addDoctor,
    addJobs,
    addRetention,
    addBackup,
    addAudit,
    addVersions,
    addTaste,
    addToken,
  ]) {
    add(program, getTools)
  }
  addAnalyse(program, io)
  return program
}
