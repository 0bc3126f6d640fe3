"""What the exam guide of SAA-C03 calls its domains and tasks, and how it asks."""

from typing import Final

from quizzes.engine.items import Kind

DOMAINS: Final = {
    1: "Secure architectures",
    2: "Resilient architectures",
    3: "High-performing architectures",
    4: "Cost-optimised architectures",
}
TASKS: Final = {
    "1.1": "Secure access to AWS resources",
    "1.2": "Secure workloads and applications",
    "1.3": "Data security controls",
    "2.1": "Scalable and loosely coupled",
    "2.2": "Highly available, fault-tolerant",
    "3.1": "Storage that performs",
    "3.2": "Compute that performs",
    "3.3": "Databases that perform",
    "3.4": "Networks that perform",
    "3.5": "Data ingestion and transformation",
    "4.1": "Storage and its cost",
    "4.2": "Compute and its cost",
    "4.3": "Databases and their cost",
    "4.4": "Networks and their cost",
}
# Multiple choice and multiple response. A form holds nothing else.
FORMATS: Final = frozenset({Kind.SINGLE, Kind.MULTIPLE})
