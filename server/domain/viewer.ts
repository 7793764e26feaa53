/** Who looks, as far as it decides what of people's own lists and jobs is shown. */
export type Viewer = {
  /** Who is signed in; null for guests and tools. */
  userId: string | null
  isOperator: boolean
  /**
   * Whether what belongs to the instance itself (files that were imported without an account) is shown: to operators, and to
   * everybody where only this machine reaches the instance.
   */
  seesInstance: boolean
}

/** Somebody of whom nothing is known. */
export const STRANGER: Viewer = { userId: null, isOperator: false, seesInstance: false }
