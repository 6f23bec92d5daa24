/** Everything that kc-eb renders from kc-eb.yaml. */
export { environmentProperties } from '../config/environment-properties.ts';
export { optionSettings } from './option-settings.ts';
export { renderBundle } from './bundle.ts';
export { baseImage, renderImage } from './image.ts';
export { warnings } from '../project/checks.ts';
