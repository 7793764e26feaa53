import type { Command } from 'commander'
import type { Job } from '~server/domain/job'
import { usageFailure } from '../failure'
import { followHere } from '../follow-here'
import { formatJob, formatJobs } from '../format/jobs'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

const LISTED = 20

type Options = { cancel?: boolean; resume?: boolean; retry?: boolean; follow?: boolean }

/** `segue jobs [ID] [--cancel | --resume | --retry] [--follow]` */
export function addJobs(program: Command, getTools: () => Tools): void {
  program
    .command('jobs')
    .description('what is being read or built, and what became of it')
    .argument('[id]', 'one job with its report')
    .option('--cancel', 'stop it; what it has stored stays')
    .option('--resume', 'go on with one that failed or was stopped')
    .option('--retry', 'ask again how the tracks sound that it could not describe')
    .option('--follow', 'show how it goes on until it is over')
    .option('--json', 'print one JSON document')
    .action(async (id: string | undefined, options: Options, command: Command) => {
      const what = (['cancel', 'resume', 'retry'] as const).filter((name) => options[name])
      if (what.length > 1 || (id === undefined && (what.length > 0 || options.follow))) {
        throw usageFailure(
          id === undefined ? 'Name the job.' : 'Choose one of --cancel, --resume and --retry.',
          '`segue jobs` shows the ids.',
        )
      }
      const tools = getTools()
      if (id === undefined) {
        const jobs = await tools.client.job.list.query({ limit: LISTED })
        print(tools.io, wantsJson(command), jobs, formatJobs(jobs))
        return
      }
      const [change] = what
      const job = await (change
        ? tools.client.job[change].mutate({ id })
        : tools.client.job.get.query({ id }))
      const last: Job = options.follow ? await followHere(tools, job) : job
      print(tools.io, wantsJson(command), last, formatJob(last))
    })
}
