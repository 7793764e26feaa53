import {
  toRetentionRules,
  type RetentionBounds,
  type RetentionPreview,
  type RetentionRule,
} from '../domain/upkeep'
import { UPLOAD_HOURS } from './apply-retention'

export type PreviewRetentionDeps = {
  retention: { count: (bounds: RetentionBounds & { uploadHours: number }) => Promise<RetentionPreview> }
}

/** What `applyRetention` would remove if it ran now, rule by rule and why. Removes nothing. */
export async function previewRetention(
  { retention }: PreviewRetentionDeps,
  bounds: RetentionBounds,
): Promise<{ rules: RetentionRule[]; overdue: number }> {
  const counted = await retention.count({ ...bounds, uploadHours: UPLOAD_HOURS })
  return { rules: toRetentionRules(counted, bounds), overdue: counted.overdue }
}
