import { Schema, type SchemaDocument, schemaAnchor } from './docs-schema.ts'
import { html, type Node } from './html.ts'

/** As much of an OpenAPI 3.1 document as the page shows. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, SchemaDocument>> }
}
export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  /** Whom it is for; absent where anyone may call. */
  readonly description?: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, Response>>
}
interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly description?: string
  readonly schema: SchemaDocument
}
type Content = Readonly<Record<string, { readonly schema?: SchemaDocument }>>
interface Response {
  readonly description: string
  readonly content?: Content
}

/** The reference of the API: complete as it comes, without a script. In English, as programs and their authors read it. */
export const DocsPage = ({ api }: { api: ApiDocument }): Node => {
  const groups = groupsOf(api)
  const schemas = Object.entries(api.components.schemas).sort(([a], [b]) => a.localeCompare(b))
  return html`<div class="docs">
    <a class="skip" href="#reference">Skip to the reference</a>
    <header class="docs-head">
      <p class="wordmark">${api.info.title}</p>
      <h1>The API</h1>
      <p class="docs-lead">${coded(api.info.description)}</p>
      <ul class="links">
        <li><a href="/openapi.json">OpenAPI 3.1</a></li>
        <li><a href="/asyncapi.json">AsyncAPI: the live gateway</a></li>
        <li class="quiet">version ${api.info.version}</li>
      </ul>
    </header>
    <nav class="docs-nav" aria-label="Contents">
      <details>
        <summary>Contents</summary>
        ${groups.map(
          ([tag, calls]) => html`<h2><a href=${`#${anchorOf(tag)}`}>${tag}</a></h2>
            <ul>
              ${calls.map(
                ({ method, path, operation }) =>
                  html`<li><a href=${`#${operation.operationId}`}><${Verb} method=${method} /> <code>${broken(path)}</code></a></li>`,
              )}
            </ul>`,
        )}
        <h2><a href="#schemas">Schemas</a></h2>
      </details>
    </nav>
    <main id="reference" tabindex="-1">
      ${groups.map(
        ([tag, calls]) => html`<section aria-labelledby=${anchorOf(tag)}>
          <h2 id=${anchorOf(tag)}>${tag}</h2>
          ${calls.map((call) => html`<${CallArticle} key=${call.operation.operationId} call=${call} />`)}
        </section>`,
      )}
      <section aria-labelledby="schemas">
        <h2 id="schemas">Schemas</h2>
        ${schemas.map(
          // The anchor stands inside, so that a browser which is sent to it opens what is around it.
          ([name, schema]) => html`<details class="schema" key=${name}>
            <summary><code>${name}</code></summary>
            <div id=${schemaAnchor(name)}><${Schema} schema=${schema} /></div>
          </details>`,
        )}
      </section>
    </main>
  </div>`
}

interface ApiCall {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** By the first tag, in the order of the table. */
const groupsOf = ({ paths }: ApiDocument): [tag: string, calls: ApiCall[]][] => {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  return [...Map.groupBy(calls, ({ operation }) => operation.tags[0] ?? '')]
}

const anchorOf = (tag: string) => `tag-${tag.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`

const Verb = ({ method }: { method: string }): Node =>
  html`<span class=${`verb verb-${method}`}>${method.toUpperCase()}</span>`

const CallArticle = ({ call: { method, path, operation } }: { call: ApiCall }): Node => {
  const { operationId, summary, description, parameters, requestBody, responses } = operation
  const [replies, refusals] = parted(responses)
  return html`<article class="call" id=${operationId}>
    <h3>
      <a href=${`#${operationId}`}><${Verb} method=${method} /> <code>${broken(path)}</code></a>
    </h3>
    <p>${coded(summary)}</p>
    <p class="call-who">${description ?? 'Open to anyone.'}</p>
    ${
      parameters.length > 0 &&
      html`<h4>Parameters</h4>
        <ul class="fields">
          ${parameters.map(
            (one) => html`<li>
              <code class="field-name">${one.name}</code> <span class="quiet">in the ${one.in}</span>
              ${one.required && html` <span class="field-required">required</span>`}
              <${Schema} schema=${one.schema} />
              ${one.description && html`<p class="quiet">${coded(one.description)}</p>`}
            </li>`,
          )}
        </ul>`
    }
    ${
      requestBody &&
      html`<h4>Body${!requestBody.required && html` <span class="quiet">optional</span>`}</h4>
        <${Bodies} content=${requestBody.content} />`
    }
    <h4>Answers</h4>
    <dl class="answers">
      ${replies.map(
        ([status, { content }]) => html`<dt class="answer-good">${status}</dt>
          <dd>${content ? html`<${Bodies} content=${content} />` : html`<p class="quiet">without a body</p>`}</dd>`,
      )}
      ${refusals.map(
        ([status, refusal]) => html`<dt>${status}</dt>
          <dd class="quiet">${coded(refusal.description)}</dd>`,
      )}
    </dl>
  </article>`
}

const parted = (responses: Operation['responses']) => {
  const all = Object.entries(responses)
  const isGood = ([status]: [string, Response]) => status.startsWith('2')
  return [all.filter(isGood), all.filter((one) => !isGood(one))] as const
}

const Bodies = ({ content }: { content: Content }): Node =>
  html`<div>
    ${Object.entries(content).map(
      ([type, { schema }]) =>
        html`<p><code class="quiet">${type}</code></p>
          ${schema && html`<${Schema} schema=${schema} />`}`,
    )}
  </div>`

/** Text between back-ticks is code. */
const coded = (text: string) =>
  text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))

/** A long path may be broken after any of its slashes. */
const broken = (path: string) => path.split(/(?<=\/)/).map((part) => html`${part}<wbr />`)
