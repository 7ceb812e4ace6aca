/**
 * The columns of the Telco customer churn data set (IBM, Apache-2.0), in the file's order, and the rules that rows must
 * keep. Its traps: `TotalCharges` is blank for customers in their first month, `SeniorCitizen` is 0 or 1 where the other
 * flags are Yes or No, and "No internet service" repeats in six columns.
 */

import { type FeatureSchema, featureSchema } from '@waymark/contracts';

const yesNo = ['No', 'Yes'];
const internetOption = ['No', 'No internet service', 'Yes'];

export const churnSchema: FeatureSchema = featureSchema.parse({
  columns: [
    { name: 'customerID', type: 'text', role: 'key' },
    { name: 'gender', type: 'category', values: ['Female', 'Male'] },
    { name: 'SeniorCitizen', type: 'integer', min: 0, max: 1 },
    { name: 'Partner', type: 'category', values: yesNo },
    { name: 'Dependents', type: 'category', values: yesNo },
    { name: 'tenure', type: 'integer', min: 0, description: 'months as a customer' },
    { name: 'PhoneService', type: 'category', values: yesNo },
    { name: 'MultipleLines', type: 'category', values: ['No', 'No phone service', 'Yes'] },
    { name: 'InternetService', type: 'category', values: ['DSL', 'Fiber optic', 'No'] },
    { name: 'OnlineSecurity', type: 'category', values: internetOption },
    { name: 'OnlineBackup', type: 'category', values: internetOption },
    { name: 'DeviceProtection', type: 'category', values: internetOption },
    { name: 'TechSupport', type: 'category', values: internetOption },
    { name: 'StreamingTV', type: 'category', values: internetOption },
    { name: 'StreamingMovies', type: 'category', values: internetOption },
    { name: 'Contract', type: 'category', values: ['Month-to-month', 'One year', 'Two year'] },
    { name: 'PaperlessBilling', type: 'category', values: yesNo },
    {
      name: 'PaymentMethod',
      type: 'category',
      values: ['Bank transfer (automatic)', 'Credit card (automatic)', 'Electronic check', 'Mailed check'],
    },
    { name: 'MonthlyCharges', type: 'number', min: 0, description: 'dollars' },
    {
      name: 'TotalCharges',
      type: 'number',
      min: 0,
      nullable: true,
      description: 'dollars; blank at tenure 0',
    },
    { name: 'Churn', type: 'category', role: 'label', values: yesNo },
  ],
});
