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
import '../pages/call.css'
import { hydrate } from 'preact'
import type { CollabProps } from '../pages/collab/props.ts'
import { CollabPage } from '../pages/collab/room.ts'
import { html } from '../pages/html.ts'
import { takePage } from '../pages/live-page.ts'
import { takePart } from './take-part.ts'

const { root, props } = takePage<CollabProps>()
hydrate(html`<${CollabPage} ...${props} />`, root)
takePart(root, props)
