import type { SandboxCatalogue } from './catalogue/catalogue'
import type { ScriptedFault } from './faults'

export type Sandbox = {
  /** `signal` ends a slow answer early. */
  handle: (request: Request, signal?: AbortSignal) => Promise<Response>
  /** Lazily generated. */
  catalogue: SandboxCatalogue
  /** Makes the next calls fail in the given way. */
  inject: (fault: ScriptedFault) => void
}
