import { useEffect, useState } from 'react';

export default function Plans() {
  const [plans, setPlans] = useState([]);
  const [problem, setProblem] = useState(null);

  useEffect(() => {
    fetch('/api/v1/plans')
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
      .then((body) => setPlans(body.data))
      .catch((error) => setProblem(`The plans are not there: ${error.message}`));
  }, []);

  if (problem) return <p role="alert">{problem}</p>;
  return (
    <ul className="plans">
      {plans.map((plan) => (
        <li key={plan.id}>
          <img src={plan.image} alt="" width="96" height="96" />
          <h2>{plan.name}</h2>
          <p>{plan.price} a month</p>
        </li>
      ))}
    </ul>
  );
}
