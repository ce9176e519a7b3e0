/* SPDX-License-Identifier: MIT
 *
 * An element that is a field of the form around it, as `<input>` is: its value is submitted, and it
 * can make the form invalid. Browsers without ElementInternals show it without its form.
 */
import { LitElement, type PropertyDeclarations } from 'lit';

/** What the form gets to know. */
export interface FieldState {
  /** One entry of the form each. */
  readonly values: readonly string[];
  /** Why the form cannot be submitted; null where it can. */
  readonly problem: FieldProblem | null;
  /** The name for screen readers where there is no `<label>`. */
  readonly label: string;
  /** Where the browser shows the problem. */
  readonly anchor: HTMLElement | null;
}

export interface FieldProblem {
  readonly flag: 'valueMissing' | 'customError';
  readonly message: string;
}

export class FormElement extends LitElement {
  static readonly formAssociated = true;

  static override readonly properties: PropertyDeclarations = {
    name: { type: String, reflect: true, useDefault: true },
    required: { type: Boolean, reflect: true },
    disabled: { type: Boolean, reflect: true },
  };

  /** Under this name the form submits the values; without a name it submits none. */
  declare name: string;
  /** Whether the form needs a value. */
  declare required: boolean;
  declare disabled: boolean;
  readonly #internals: ElementInternals | null;
  #isOffByForm = false;
  #ownMessage = '';
  #state: FieldState = { values: [], problem: null, label: '', anchor: null };
  #submitted = '';
  readonly #contentObserver = new MutationObserver(() => this.#silenceContent());

  constructor() {
    super();
    this.name = '';
    this.required = false;
    this.disabled = false;
    this.#internals = 'attachInternals' in this ? this.attachInternals() : null;
    if (this.#internals) this.#internals.role = 'group';
  }

  get form(): HTMLFormElement | null {
    return this.#internals?.form ?? null;
  }

  get labels(): NodeList | null {
    return this.#internals?.labels ?? null;
  }

  get validity(): ValidityState | null {
    return this.#internals?.validity ?? null;
  }

  get validationMessage(): string {
    return this.#internals?.validationMessage ?? '';
  }

  get willValidate(): boolean {
    return this.#internals?.willValidate ?? false;
  }

  checkValidity(): boolean {
    return this.#internals?.checkValidity() ?? true;
  }

  reportValidity(): boolean {
    return this.#internals?.reportValidity() ?? true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#silenceContent();
    this.#contentObserver.observe(this, { childList: true, subtree: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#contentObserver.disconnect();
  }

  /** The page's own reason why the form cannot be submitted; empty: none. */
  setCustomValidity(message: string): void {
    this.#ownMessage = message;
    this.#tellValidity();
  }

  /** Whether the element itself, or a fieldset around it, is disabled. */
  get isOff(): boolean {
    return this.disabled || this.#isOffByForm;
  }

  /** Called by the browser, also for a fieldset. */
  formDisabledCallback(isDisabled: boolean): void {
    this.#isOffByForm = isDisabled;
    this.requestUpdate();
  }

  /** Tells the form; cheap where nothing has changed. */
  protected tellForm(state: FieldState): void {
    this.#state = state;
    if (this.#internals) this.#internals.ariaLabel = state.label || null;
    this.#tellValues();
    this.#tellValidity();
  }

  #tellValues(): void {
    const { name } = this;
    const { values } = this.#state;
    const submitted = JSON.stringify([name, values]);
    if (submitted === this.#submitted) return;
    this.#submitted = submitted;
    const entries = new FormData();
    for (const value of values) entries.append(name, value);
    this.#internals?.setFormValue(name === '' ? null : entries, values.join(' '));
  }

  #tellValidity(): void {
    const { problem, anchor } = this.#state;
    const message = this.#ownMessage || (problem?.message ?? '');
    const flag = this.#ownMessage ? 'customError' : problem?.flag;
    if (!flag) this.#internals?.setValidity({});
    else this.#internals?.setValidity({ [flag]: true }, message, anchor ?? undefined);
  }

  /** What the element holds for pages without script would be submitted too. */
  #silenceContent(): void {
    const controls = this.querySelectorAll<HTMLInputElement>('input, select, textarea, button');
    for (const control of controls) control.disabled = true;
  }
}
