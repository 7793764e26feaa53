import type { Command } from 'commander'
import { JourneyQuery, type JourneyInput } from '~server/journey/domain/journey'
import { parseInput } from '~server/domain/input/input'
import { addFilters, toControls, type ControlOptions } from '../controls'
import { usageFailure } from '../failure'
import { formatJourney } from '../format/journey'
import { print } from '../io'
import { openTracks } from '../links'
import { wantsJson, type Tools } from '../tools'

type Options = ControlOptions & { length?: string; arc?: string; camelot?: boolean; route?: string }

/** `segue journey A B [WAYPOINT…] [--length 12] [--arc rise] [--camelot] [--route 0] [filters]` */
export function addJourney(program: Command, getTools: () => Tools): void {
  const command = program
    .command('journey')
    .description('a path of tracks from one to another, in even steps')
    .argument('<from>', 'link or id of the first track')
    .argument('<to>', 'link or id of the last track')
    .argument('[waypoints...]', 'links or ids of tracks on the way, in the order in which they are passed')
    .option('--length <number>', 'tracks in all, 2 to 50 (12)')
    .option('--arc <name>', 'what the energy does: flat, rise, fall or wave')
    .option('--camelot', 'keep to keys that mix, as far as the tracks allow')
    .option('--route <number>', 'another route; 0 is the best')
  addFilters(command)
    .option('--json', 'print one JSON document')
    .action(async (from: string, to: string, through: string[], options: Options, command: Command) => {
      const tools = getTools()
      const journey = await plan(tools, [from, ...through, to], toQuery(options))
      print(tools.io, wantsJson(command), journey, formatJourney(journey))
    })
}

type Query = Omit<JourneyInput, 'from' | 'to' | 'through'>

/** @throws Failure (usage) that names what is wrong */
function toQuery({ length, arc, camelot, route, ...options }: Options): Query {
  const controls = toControls(options)
  try {
    return parseInput(JourneyQuery, { ...controls, length, arc, camelot, route })
  } catch (error) {
    throw usageFailure(error instanceof Error ? error.message : String(error))
  }
}

async function plan(tools: Tools, texts: string[], query: Query) {
  const [from = '', ...others] = await openTracks(tools, texts)
  const to = others.pop() ?? ''
  return tools.client.journey.plan.query({ ...query, from, through: others, to })
}
