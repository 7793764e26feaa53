import type { Command } from 'commander'
import { formatDoctor } from '../format/doctor'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

/** `segue doctor [--user ID]` */
export function addDoctor(program: Command, getTools: () => Tools): void {
  program
    .command('doctor')
    .description('what Spotify lets this instance do, what it stands on, and what to do about each “no”')
    .option(
      '--user <id>',
      'also what Spotify lets the person with this Spotify id do, who has signed in here',
    )
    .option('--json', 'print one JSON document')
    .action(async ({ user }: { user?: string }, command: Command) => {
      const { client, io } = getTools()
      const doctor = await (user === undefined
        ? client.doctor.report.query()
        : client.doctor.account.mutate({ spotifyId: user }))
      print(io, wantsJson(command), doctor, formatDoctor(doctor))
    })
}
