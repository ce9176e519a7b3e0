import type { LoadlineClient } from './client/client.js';
import type { TokenProvider } from './server/request.js';
import type { EventDetails } from './ui/upload-events.js';
import type { UploadSettings } from './ui/upload-settings.js';
import type { Words } from './view/words.js';
/** The properties of both elements. */
interface CommonProps {
    endpoint?: string;
    token?: TokenProvider | undefined;
    words?: Words;
}
/** The handlers of its events, as React and Preact name them. */
type EventProps = {
    [Name in keyof EventDetails as `on${Name}`]?: (event: CustomEvent<EventDetails[Name]>) => void;
};
/** What can also be written as a text, as in HTML. */
interface SettingProps extends Partial<Pick<UploadSettings, 'name' | 'label' | 'accept' | 'multiple' | 'folders' | 'required' | 'disabled' | 'parallel' | 'metadata'>> {
    value?: string;
    capture?: string;
    'drop-target'?: string;
    'max-files'?: number | string;
    'max-size'?: number | string;
    'min-size'?: number | string;
    autostart?: boolean | 'no';
}
export interface LoadlineUploadProps extends CommonProps, SettingProps, EventProps {
    client?: LoadlineClient;
}
/** `<loadline-progress>`; the id is ID, or ID.KEY. */
export interface LoadlineProgressProps extends CommonProps {
    id: string;
}
/** Attributes of any element: each framework has its own list. */
interface AnyAttributes {
    readonly [attribute: string]: unknown;
}
declare global {
    namespace JSX {
        interface IntrinsicElements {
            'loadline-upload': LoadlineUploadProps & AnyAttributes;
            'loadline-progress': LoadlineProgressProps & AnyAttributes;
        }
    }
}
export {};
