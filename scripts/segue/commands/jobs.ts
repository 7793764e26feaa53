import type { Command } from 'commander'
import { formatJob, formatJobs } from '../format/jobs'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

const LISTED = 20

/** `segue jobs [ID]` */
export function addJobs(program: Command, getTools: () => Tools): void {
  program
    .command('jobs')
    .description('what is being read or built, and what became of it')
    .argument('[id]', 'one job with its report')
    .option('--json', 'print one JSON document')
    .action(async (id: string | undefined, _options: unknown, command: Command) => {
      const { client, io } = getTools()
      if (id === undefined) {
        const jobs = await client.job.list.query({ limit: LISTED })
        print(io, wantsJson(command), jobs, formatJobs(jobs))
      } else {
        const job = await client.job.get.query({ id })
        print(io, wantsJson(command), job, formatJob(job))
      }
    })
}
