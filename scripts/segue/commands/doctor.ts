import type { Command } from 'commander'
import { formatDoctor } from '../format/doctor'
import { print } from '../io'
import { wantsJson, type Tools } from '../tools'

/** `segue doctor` */
export function addDoctor(program: Command, getTools: () => Tools): void {
  program
    .command('doctor')
    .description('what Spotify lets this instance do, what it stands on, and what to do about each “no”')
    .option('--json', 'print one JSON document')
    .action(async (_options: unknown, command: Command) => {
      const { client, io } = getTools()
      const doctor = await client.doctor.report.query()
      print(io, wantsJson(command), doctor, formatDoctor(doctor))
    })
}
