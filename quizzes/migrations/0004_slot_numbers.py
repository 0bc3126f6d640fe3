from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0003_basis_and_drills'),
    ]

    operations = [
        migrations.AddField(
            model_name='slot',
            name='numbers',
            field=models.JSONField(default=dict),
        ),
    ]
