import { kpi } from '../../kpi/kpi.ts';
import { brandDelivery } from './brand-delivery.ts';
import { cooperation, customerFiles, customerManagement, customProducts } from './customer-files.ts';
import { customerService, npsManagement, serviceAssurance } from './customer-voice.ts';
import { factoryService } from './factory-service.ts';
import { orderFulfilment } from './order-fulfilment.ts';
import { postDelivery } from './post-delivery.ts';
import { quotations } from './sales.ts';

/** Every regulation that is shipped, clause by clause. */
export const packs = [
  brandDelivery,
  customerFiles,
  cooperation,
  npsManagement,
  customerManagement,
  quotations,
  orderFulfilment,
  customProducts,
  customerService,
  factoryService,
  postDelivery,
  serviceAssurance,
];

/** Measures are controls too. */
export const measureControls: ReadonlyMap<object, string> = new Map(
  Object.entries(kpi).map(([name, measure]) => [measure, `kpi.${name}`]),
);
