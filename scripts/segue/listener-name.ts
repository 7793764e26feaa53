import { InvalidArgumentError } from 'commander'
import { ListenerName } from '~server/taste/domain/listener-name'

/** The name of a listener on a command line. */
export function parseListenerName(text: string): string {
  const parsed = ListenerName.safeParse(text)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? 'This is no name.')
}
