import type { Browser } from 'playwright-core'
import type { Who } from './open-as.ts'
import type { MeasuredPage } from './pages.ts'
export const checkPages = async (
  _b: Browser,
  _p: readonly MeasuredPage[],
  _m: Who,
): Promise<readonly string[]> => []
