import type { HTMLAttributes, PublicProps } from 'vue';
import type { LoadlineProgressProps, LoadlineUploadProps } from './jsx.js';
import type { EventDetails } from './ui/upload-events.js';
type Pascal<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Capitalize<Head>}${Pascal<Tail>}` : Capitalize<Text>;
/** `@loadline-done`, as Vue's compiler names it. */
type VueEvents = {
    [Name in keyof EventDetails as `on${Pascal<Name>}`]?: (event: CustomEvent<EventDetails[Name]>) => void;
};
type VueElement<Props> = new () => {
    $props: Props & Omit<HTMLAttributes, keyof Props> & PublicProps;
};
declare module 'vue' {
    interface GlobalComponents {
        'loadline-upload': VueElement<LoadlineUploadProps & VueEvents>;
        'loadline-progress': VueElement<LoadlineProgressProps>;
    }
}
export {};
