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
export declare class FormElement extends LitElement {
    #private;
    static readonly formAssociated = true;
    static readonly properties: PropertyDeclarations;
    /** Under this name the form submits the values; without a name it submits none. */
    name: string;
    /** Whether the form needs a value. */
    required: boolean;
    disabled: boolean;
    constructor();
    get form(): HTMLFormElement | null;
    get labels(): NodeList | null;
    get validity(): ValidityState | null;
    get validationMessage(): string;
    get willValidate(): boolean;
    checkValidity(): boolean;
    reportValidity(): boolean;
    connectedCallback(): void;
    disconnectedCallback(): void;
    /** The page's own reason why the form cannot be submitted; empty: none. */
    setCustomValidity(message: string): void;
    /** Whether the element itself, or a fieldset around it, is disabled. */
    get isOff(): boolean;
    /** Called by the browser, also for a fieldset. */
    formDisabledCallback(isDisabled: boolean): void;
    /** Tells the form; cheap where nothing has changed. */
    protected tellForm(state: FieldState): void;
}
