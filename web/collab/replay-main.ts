import '../tokens.css'
import '../pages/base.css'
import '../pages/last.css'
import '../pages/media.css'
import '../pages/visitor.css'
import '../pages/dialog.css'
import '../pages/menu.css'
import '../pages/comments.css'
import '../pages/collab.css'
import '../pages/collab-stage.css'
import '../pages/collab-tools.css'
import '../pages/replay.css'
import { hydrate } from 'preact'
import { ReplayPage } from '../pages/collab/replay.ts'
import type { ReplayProps } from '../pages/collab/replay-props.ts'
import { html } from '../pages/html.ts'
import { takePage } from '../pages/live-page.ts'
import { replay } from './replay.ts'

const { root, props } = takePage<ReplayProps>()
hydrate(html`<${ReplayPage} ...${props} />`, root)
replay(root, props)
